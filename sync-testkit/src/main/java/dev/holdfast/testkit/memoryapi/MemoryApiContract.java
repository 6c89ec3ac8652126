package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.record.MemoryApi;
import dev.holdfast.sync.memory.record.MemoryApiException;
import dev.holdfast.sync.memory.record.MemoryApiException.Kind;
import dev.holdfast.sync.memory.record.RecordContent;
import dev.holdfast.sync.memory.record.ServerRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * The suite that every {@link MemoryApi} passes. Extend it and give a server that can be told to fail; it is one server within
 * a test, and keeps nothing at first. Its users are {@link #ANN} and, where it has more than one, {@link #BEN}.
 */
public abstract class MemoryApiContract {
    /** A user. */
    protected static final String ANN = "ann";

    /** Another one. */
    protected static final String BEN = "ben";

    private static final long NO_ID = 987_654_321;

    /** The server for whoever shows a key of this user's that is in force now. */
    protected abstract MemoryApi api(String user) throws Exception;

    /** Whether the server has users beside {@link #ANN}. */
    protected boolean hasOtherUsers() {
        return true;
    }

    /** Puts a record on the server that {@link #ANN} may not change; gives its id. */
    protected abstract long forbidden() throws Exception;

    /** The server for whoever shows a key that it does not know. */
    protected abstract MemoryApi stranger() throws Exception;

    /** A server that can't be reached, and of which that is known soon. */
    protected abstract MemoryApi away() throws Exception;

    /** From now on contents of more than 1,400 characters are refused, and all categories but {@code facts}. */
    protected abstract void limit();

    /** What the next request asks is done, and the reply to it lost. */
    protected abstract void loseNextReply();

    /** The next request is not done, and answered with an error of the server's. */
    protected abstract void failNext();

    /** The next request for records is answered with an empty object. */
    protected abstract void answerNextListWithNothing();

    /** What the next request changes is answered at once, and seen by nobody before what is given is run. */
    protected abstract Runnable commitNextLate();

    /** The user gets another key: what {@link #api} gave so far is refused. */
    protected abstract void renewKey(String user);

    /** What no sentence may hold, such as keys. */
    protected List<String> secrets() {
        return List.of();
    }

    private static RecordContent fact(String content) {
        return new RecordContent("facts", new MemoryText(content, "", ""), 0.5, false);
    }

    private static List<ServerRecord> all(MemoryApi api, Optional<Instant> since) throws MemoryApiException {
        List<ServerRecord> found = new ArrayList<>();
        api.records(since, found::add);
        return found;
    }

    private static List<ServerRecord> there(MemoryApi api) throws MemoryApiException {
        return all(api, Optional.empty());
    }

    /** Those and the deleted ones. */
    private static List<ServerRecord> ever(MemoryApi api) throws MemoryApiException {
        return all(api, Optional.of(Instant.EPOCH));
    }

    private MemoryApiException failure(ThrowingCallable request) {
        MemoryApiException failure = catchThrowableOfType(MemoryApiException.class, request);
        assertThat(failure).as("a failure").isNotNull();
        assertThat(failure.getMessage()).matches("[A-Z][^\\n]{20,400}\\.").doesNotContain("Exception");
        for (String secret : secrets()) {
            assertThat(failure.getMessage()).doesNotContain(secret);
        }
        return failure;
    }

    @Test
    void healthNeedsNoKey() throws Exception {
        try (MemoryApi api = api(ANN);
                MemoryApi stranger = stranger()) {
            api.health();
            stranger.health();
        }
    }

    @Test
    void aKeyTellsWhoTheUserIs() throws Exception {
        try (MemoryApi ann = api(ANN)) {
            assertThat(ann.checkKey()).isNotBlank().isEqualTo(ann.checkKey());
            if (hasOtherUsers()) {
                try (MemoryApi ben = api(BEN)) {
                    assertThat(ben.checkKey()).isNotEqualTo(ann.checkKey());
                }
            }
        }
    }

    @Test
    void whatWasCreatedIsListedAsItWas() throws Exception {
        RecordContent content = new RecordContent(
                "facts",
                new MemoryText("Zeile \"eins\"\n\tzwei \\ 漢字 👩‍👩‍👧 \u0001 ü", "a, b", "synonym, 別名"),
                0.75,
                false);
        try (MemoryApi api = api(ANN)) {
            long id = api.create(content);
            assertThat(there(api)).singleElement().satisfies(record -> {
                assertThat(record.id()).isEqualTo(id);
                assertThat(record.content()).isEqualTo(content);
                assertThat(record.deleted()).isFalse();
                assertThat(record.updated()).isAfterOrEqualTo(record.created());
            });
        }
    }

    @Test
    void aRequestThatIsMadeTwiceMakesTwoRecords() throws Exception {
        try (MemoryApi api = api(ANN)) {
            assertThat(api.create(fact("same"))).isNotEqualTo(api.create(fact("same")));
            assertThat(there(api)).hasSize(2);
        }
    }

    @Test
    void usersSeeTheirOwnRecordsAlone() throws Exception {
        assumeTrue(hasOtherUsers(), "this server has one user");
        try (MemoryApi ann = api(ANN);
                MemoryApi ben = api(BEN)) {
            ann.create(fact("ann's"));
            assertThat(there(ben)).isEmpty();
            assertThat(ever(ben)).isEmpty();
        }
    }

    @Test
    void aListSinceATimeHoldsWhatWasChangedAfterItAndWhatWasDeleted() throws Exception {
        try (MemoryApi api = api(ANN)) {
            long gone = api.create(fact("gone"));
            api.create(fact("there"));
            api.delete(gone);
            assertThat(there(api))
                    .extracting(record -> record.content().text().content())
                    .containsExactly("there");
            ServerRecord tombstone =
                    ever(api).stream().filter(ServerRecord::deleted).findFirst().orElseThrow();
            assertThat(tombstone.id()).isEqualTo(gone);
            Instant before = tombstone.updated().minus(1, ChronoUnit.MICROS);
            assertThat(all(api, Optional.of(before))).contains(tombstone);
            assertThat(all(api, Optional.of(tombstone.updated()))).doesNotContain(tombstone);
        }
    }

    @Test
    void anUpdateReplacesAllThatARecordSays() throws Exception {
        RecordContent after = new RecordContent("facts", new MemoryText("after", "t", "k"), 1, false);
        try (MemoryApi api = api(ANN)) {
            long id = api.create(new RecordContent("facts", new MemoryText("before", "x", "y"), 0.1, false));
            Instant created = there(api).get(0).created();
            api.update(id, after);
            assertThat(there(api)).singleElement().satisfies(record -> {
                assertThat(record.content()).isEqualTo(after);
                assertThat(record.created()).isEqualTo(created);
            });
        }
    }

    @Test
    void whatIsNotThereCanNotBeUpdated() throws Exception {
        try (MemoryApi api = api(ANN)) {
            long gone = api.create(fact("gone"));
            api.delete(gone);
            assertThat(failure(() -> api.update(gone, fact("new"))).kind()).isEqualTo(Kind.NOT_FOUND);
            assertThat(failure(() -> api.update(NO_ID, fact("new"))).kind()).isEqualTo(Kind.NOT_FOUND);
            assertThat(there(api)).isEmpty();
        }
    }

    @Test
    void whatIsDeletedOrWasNeverThereCanBeDeletedAgain() throws Exception {
        try (MemoryApi api = api(ANN)) {
            long id = api.create(fact("gone"));
            api.delete(id);
            api.delete(id);
            api.delete(NO_ID);
            assertThat(there(api)).isEmpty();
        }
    }

    @Test
    void whatTheUserMayNotChangeIsRefusedAndTheKeyIsStillGood() throws Exception {
        long id = forbidden();
        try (MemoryApi api = api(ANN)) {
            List<ThrowingCallable> changes = List.of(() -> api.update(id, fact("new")), () -> api.delete(id));
            for (ThrowingCallable change : changes) {
                assertThat(failure(change)).satisfies(refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.RECORD_REFUSED);
                    assertThat(refused.status()).isEqualTo(403);
                });
            }
            assertThat(api.checkKey()).isNotBlank();
            assertThat(ever(api))
                    .noneMatch(record -> record.deleted() || record.content().equals(fact("new")));
        }
    }

    @Test
    void whatASensitiveRecordSaysDoesNotComeBack() throws Exception {
        RecordContent sensitive = new RecordContent("facts", new MemoryText("the code is 1234", "", ""), 0.5, true);
        try (MemoryApi api = api(ANN)) {
            api.create(sensitive);
            long changed = api.create(sensitive);
            // No server promises to mark with an update what was created open; what is marked stays so.
            api.update(changed, fact("the other code is 1234"));
            assertThat(there(api)).hasSize(2).allSatisfy(record -> {
                assertThat(record.content().sensitive()).isTrue();
                assertThat(record.content().text().content()).isNotBlank().doesNotContain("1234");
            });
        }
    }

    @Test
    void whatANewerServerDoesNotTakeIsRefusedAndNotKept() throws Exception {
        limit();
        try (MemoryApi api = api(ANN)) {
            long id = api.create(fact("x".repeat(1400)));
            List<ServerRecord> before = ever(api);
            RecordContent strange = new RecordContent("strange", new MemoryText("x", "", ""), 0.5, false);
            for (RecordContent content : List.of(fact("x".repeat(1401)), strange)) {
                assertThat(failure(() -> api.create(content)).kind()).isEqualTo(Kind.RECORD_REFUSED);
                assertThat(failure(() -> api.update(id, content))).satisfies(refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.RECORD_REFUSED);
                    assertThat(refused.status()).isEqualTo(422);
                });
            }
            assertThat(ever(api)).isEqualTo(before);
        }
    }

    @Test
    void aStrangersKeyIsRefusedForAllThatNeedsOne() throws Exception {
        try (MemoryApi stranger = stranger()) {
            List<ThrowingCallable> requests = List.of(
                    stranger::checkKey,
                    () -> stranger.create(fact("x")),
                    () -> there(stranger),
                    () -> stranger.update(1, fact("x")),
                    () -> stranger.delete(1));
            for (ThrowingCallable request : requests) {
                assertThat(failure(request).kind()).isEqualTo(Kind.KEY_REFUSED);
            }
        }
    }

    @Test
    void aKeyThatWasRenewedIsRefusedAndTheNewOneTaken() throws Exception {
        try (MemoryApi old = api(ANN)) {
            String user = old.checkKey();
            old.create(fact("kept"));
            renewKey(ANN);
            assertThat(failure(() -> old.create(fact("refused"))).kind()).isEqualTo(Kind.KEY_REFUSED);
            try (MemoryApi renewed = api(ANN)) {
                assertThat(renewed.checkKey()).isEqualTo(user);
                assertThat(there(renewed)).hasSize(1);
            }
        }
    }

    @Test
    void whatNeverReachedAServerIsKnownNotToBeDone() throws Exception {
        try (MemoryApi away = away()) {
            List<ThrowingCallable> requests = List.of(
                    away::health,
                    away::checkKey,
                    () -> away.create(fact("x")),
                    () -> there(away),
                    () -> away.update(1, fact("x")),
                    () -> away.delete(1));
            for (ThrowingCallable request : requests) {
                assertThat(failure(request).kind()).isEqualTo(Kind.AWAY);
            }
        }
    }

    @Test
    void whatIsDoneWithoutAReplyIsUnknown() throws Exception {
        try (MemoryApi api = api(ANN)) {
            loseNextReply();
            assertThat(failure(() -> api.create(fact("kept"))).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(there(api)).hasSize(1);
            long id = there(api).get(0).id();
            loseNextReply();
            assertThat(failure(() -> api.update(id, fact("changed"))).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(there(api).get(0).content()).isEqualTo(fact("changed"));
            loseNextReply();
            assertThat(failure(() -> api.delete(id)).kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(there(api)).isEmpty();
        }
    }

    @Test
    void aServersOwnErrorLeavesOpenWhetherAChangeWasMade() throws Exception {
        try (MemoryApi api = api(ANN)) {
            long id = api.create(fact("there"));
            List<ThrowingCallable> changes =
                    List.of(() -> api.create(fact("x")), () -> api.update(id, fact("x")), () -> api.delete(id));
            for (ThrowingCallable change : changes) {
                failNext();
                assertThat(failure(change).kind()).isEqualTo(Kind.UNKNOWN);
            }
            failNext();
            assertThat(failure(() -> there(api)).kind()).isEqualTo(Kind.AWAY);
            assertThat(there(api)).extracting(ServerRecord::content).containsExactly(fact("there"));
        }
    }

    @Test
    void anEmptyAnswerIsNoEmptyList() throws Exception {
        try (MemoryApi api = api(ANN)) {
            api.create(fact("there"));
            List<ServerRecord> given = new ArrayList<>();
            answerNextListWithNothing();
            assertThat(failure(() -> api.records(Optional.empty(), given::add)).kind())
                    .isEqualTo(Kind.ODD_REPLY);
            assertThat(given).isEmpty();
            assertThat(there(api)).hasSize(1);
        }
    }

    @Test
    void aChangeThatIsSeenLateMayBeFromBeforeTheListThatMissedIt() throws Exception {
        try (MemoryApi api = api(ANN)) {
            Runnable commit = commitNextLate();
            api.create(fact("late"));
            assertThat(there(api)).isEmpty();
            Instant told = api.records(Optional.of(Instant.EPOCH), record -> {});
            commit.run();
            assertThat(there(api))
                    .singleElement()
                    .satisfies(record -> assertThat(record.updated()).isBeforeOrEqualTo(told));
        }
    }

    @Test
    void whatIsThrownOverARecordComesOutAndTheNextRequestIsServed() throws Exception {
        IllegalStateException thrown = new IllegalStateException("of the caller's");
        try (MemoryApi api = api(ANN)) {
            api.create(fact("there"));
            assertThatThrownBy(() -> api.records(Optional.empty(), record -> {
                        throw thrown;
                    }))
                    .isSameAs(thrown);
            assertThat(there(api)).hasSize(1);
        }
    }

    @Test
    void whatIsClosedMakesNoMoreRequests() throws Exception {
        MemoryApi closed = api(ANN);
        closed.close();
        closed.close();
        failure(() -> closed.create(fact("x")));
        failure(closed::health);
        try (MemoryApi api = api(ANN)) {
            assertThat(there(api)).isEmpty();
        }
    }
}
