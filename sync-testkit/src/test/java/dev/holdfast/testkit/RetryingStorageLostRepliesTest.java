package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Retries of operations that were applied although their reply was lost, fully or by half. */
class RetryingStorageLostRepliesTest {
    /** What a move can be recognised by, and whether it is one step. */
    enum Kind {
        EVERYTHING,
        COPYING,
        NAMELESS,
        NAMELESS_COPYING;

        MemoryStorage storage() {
            return switch (this) {
                case EVERYTHING -> new MemoryStorage();
                case COPYING -> MemoryStorage.without(Capability.ATOMIC_RENAME);
                case NAMELESS -> MemoryStorage.without(Capability.CONTENT_HASH, Capability.STABLE_IDENTITY);
                case NAMELESS_COPYING ->
                    MemoryStorage.without(
                            Capability.CONTENT_HASH, Capability.STABLE_IDENTITY, Capability.ATOMIC_RENAME);
            };
        }
    }

    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);
    private static final Fault LOST_MOVE = Fault.on("move").after();

    private final VirtualPause pause = new VirtualPause();
    private MemoryStorage memory = new MemoryStorage();

    private StorageClient retrying(StorageClient storage) {
        return new RetryingStorage(
                storage, new RetryPolicy(3, Duration.ofSeconds(2)), pause, new CancelSignal(), () -> 0);
    }

    private static Content text(String text) {
        return Content.of(text.getBytes(UTF_8));
    }

    private void put(String key, String text) throws StorageException {
        memory.put(key, text(text), PutOptions.DEFAULT);
    }

    private String read(String key) throws IOException {
        return new String(memory.open(key).readAllBytes(), UTF_8);
    }

    @Test
    void aPutWhoseReplyWasLostIsThereOnce() throws Exception {
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("put").after())) {
            assertThat(retrying(faulty)
                            .put("k", text("new"), PutOptions.DEFAULT)
                            .size())
                    .isEqualTo(3);
        }
        assertThat(memory.keys()).containsExactly("k");
        assertThat(read("k")).isEqualTo("new");
    }

    @Test
    void aCreateWhoseReplyWasLostSucceeds() throws Exception {
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("put").after())) {
            StoredObject stored = retrying(faulty).put("k", text("new"), CREATE);
            assertThat(memory.stat("k")).contains(stored);
        }
        assertThat(read("k")).isEqualTo("new");
    }

    @Test
    void aCreateWhoseReplyWasLostSucceedsAlsoWhenLookingFailsFirst() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory)
                .plan(Fault.on("put").after())
                .plan(Fault.on("stat"))
                .plan(Fault.on("open").nth(1).afterBytes(1).failing(() -> new IOException("reset")))) {
            assertThat(retrying(faulty).put("k", text("new"), CREATE).size()).isEqualTo(3);
        }
    }

    @Test
    void aConditionalReplacementWhoseReplyWasLostSucceeds() throws Exception {
        StoredObject old = memory.put("k", text("old"), PutOptions.DEFAULT);
        PutOptions onOld = PutOptions.DEFAULT.with(Precondition.matches(old.version()));
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("put").after())) {
            assertThat(retrying(faulty).put("k", text("new"), onOld).version()).isNotEqualTo(old.version());
        }
        assertThat(read("k")).isEqualTo("new");
    }

    /** Otherwise each of the looks would have to succeed within one try, which a bad line hardly ever grants. */
    @Test
    void looksAfterALostReplyHaveRetriesOfTheirOwn() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(memory)
                .plan(Fault.on("put").after())
                .plan(Fault.on("put").nth(2))
                .plan(Fault.on("stat").times(2))
                .plan(Fault.on("open").times(2))
                .plan(Fault.on("stat").nth(4))) {
            retrying(faulty).put("k", text("x"), CREATE);
            assertThat(faulty.calls())
                    .filteredOn(call -> call.startsWith("put"))
                    .hasSize(3);
        }
        assertThat(read("k")).isEqualTo("x");
    }

    @Test
    void aCreateThatSomebodyElseWonFailsAlsoOnARetry() throws Exception {
        put("k", "theirs");
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("put"));
        assertThatThrownBy(() -> retrying(faulty).put("k", text("ours.."), CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("k")).isEqualTo("theirs");
        faulty.close();
    }

    @Test
    void aCreateThatSomebodyElseWonWithOtherMetadataFails() throws Exception {
        memory.put("k", text("same"), PutOptions.DEFAULT.with(Map.of("by", "them")));
        FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("put"));
        assertThatThrownBy(() -> retrying(faulty).put("k", text("same"), CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        faulty.close();
    }

    @Test
    void aCreateThatFailedAtItsFirstTryIsNotTakenForOurs() throws Exception {
        put("k", "same");
        assertThatThrownBy(() -> retrying(memory).put("k", text("same"), CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
    }

    @Test
    void deletesWhoseReplyWasLostAreRepeated() throws Exception {
        put("a", "x");
        put("b", "x");
        put("c", "x");
        try (FaultyStorage faulty = new FaultyStorage(memory)
                .plan(Fault.on("delete").after())
                .plan(Fault.on("deleteAll").after())) {
            retrying(faulty).delete("a");
            retrying(faulty).deleteAll(List.of("a", "b"));
        }
        assertThat(memory.keys()).containsExactly("c");
        assertThat(pause.waits).hasSize(2);
    }

    @Test
    void aBatchThatDiedInTheMiddleIsFinished() throws Exception {
        for (String key : List.of("a", "b", "c", "d")) {
            put(key, "x");
        }
        memory.crashAtChange(3);
        retrying(memory).deleteAll(List.of("a", "b", "c"));
        assertThat(memory.keys()).containsExactly("d");
    }

    @Test
    void aSweepWhoseReplyWasLostIsRepeated() throws Exception {
        Content dying = () -> {
            memory.crash();
            return text("x").open();
        };
        assertThatThrownBy(() -> memory.put("k", dying, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        try (FaultyStorage faulty =
                new FaultyStorage(memory).plan(Fault.on("sweep").after())) {
            assertThat(retrying(faulty).sweep("", Duration.ZERO)).isZero();
        }
        assertThat(memory.sweep("", Duration.ZERO)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aMoveWhoseReplyWasLostSucceeds(Kind kind) throws Exception {
        for (Precondition precondition : List.of(Precondition.NONE, Precondition.ABSENT)) {
            memory = kind.storage();
            put("from", "moved");
            try (FaultyStorage faulty = new FaultyStorage(memory).plan(LOST_MOVE)) {
                assertThat(retrying(faulty).move("from", "to", precondition))
                        .isEqualTo(memory.stat("to").orElseThrow());
            }
            assertThat(memory.keys()).containsExactly("to");
            assertThat(read("to")).isEqualTo("moved");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMoveOntoAnotherWhoseReplyWasLostSucceeds(Kind kind) throws Exception {
        memory = kind.storage();
        put("from", "moved");
        put("to", "older");
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(LOST_MOVE)) {
            retrying(faulty).move("from", "to", Precondition.NONE);
        }
        assertThat(memory.keys()).containsExactly("to");
        assertThat(read("to")).isEqualTo("moved");
    }

    @ParameterizedTest
    @EnumSource
    void aMoveThatDiedBeforeItBeganIsDone(Kind kind) throws Exception {
        memory = kind.storage();
        put("from", "moved");
        memory.crashAtChange(1);
        retrying(memory).move("from", "to", Precondition.ABSENT);
        assertThat(memory.keys()).containsExactly("to");
    }

    @Test
    void aMoveThatDiedBetweenCopyAndDeleteIsFinished() throws Exception {
        for (Precondition precondition : List.of(Precondition.NONE, Precondition.ABSENT)) {
            for (Kind kind : List.of(Kind.COPYING, Kind.NAMELESS_COPYING)) {
                memory = kind.storage();
                put("from", "moved");
                memory.crashAtChange(2);
                assertThat(retrying(memory).move("from", "to", precondition).key())
                        .isEqualTo("to");
                assertThat(memory.keys()).containsExactly("to");
                assertThat(read("to")).isEqualTo("moved");
            }
        }
    }

    @Test
    void aMoveThatDiedByHalfLeavesBothWhenTheTargetIsNoCopyAnyMore() throws Exception {
        memory = Kind.COPYING.storage();
        put("from", "moved");
        FaultyStorage faulty = new FaultyStorage(memory);
        faulty.plan(Fault.on("move").failing(() -> {
            try {
                put("to", "other");
            } catch (StorageException e) {
                return e;
            }
            return new StorageException.Transient("lost", null);
        }));
        assertThatThrownBy(() -> retrying(faulty).move("from", "to", Precondition.ABSENT))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("from")).isEqualTo("moved");
        assertThat(read("to")).isEqualTo("other");
        faulty.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMoveOfWhatSomebodyDeletedMeanwhileIsNotTakenForDone(Kind kind) throws Exception {
        memory = kind.storage();
        put("from", "moved");
        put("to", "other");
        FaultyStorage faulty = new FaultyStorage(memory);
        faulty.plan(Fault.on("move").failing(() -> {
            try {
                memory.delete("from");
            } catch (StorageException e) {
                return e;
            }
            return new StorageException.Transient("lost", null);
        }));
        assertThatThrownBy(() -> retrying(faulty).move("from", "to", Precondition.NONE))
                .isInstanceOf(StorageException.NotFound.class);
        assertThat(read("to")).isEqualTo("other");
        faulty.close();
    }

    @Test
    void aMoveOfNothingIsNotFoundAlsoOnARetry() throws Exception {
        put("to", "other");
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("move"))) {
            assertThatThrownBy(() -> retrying(faulty).move("from", "to", Precondition.NONE))
                    .isInstanceOf(StorageException.NotFound.class);
        }
        assertThat(read("to")).isEqualTo("other");
    }

    @Test
    void aMoveToItsOwnKeyNeverDeletesAlsoOnARetry() throws Exception {
        put("k", "content");
        try (FaultyStorage faulty = new FaultyStorage(memory).plan(Fault.on("move"))) {
            assertThatThrownBy(() -> retrying(faulty).move("k", "k", Precondition.NONE))
                    .isInstanceOf(StorageException.PreconditionFailed.class);
        }
        assertThat(read("k")).isEqualTo("content");
    }

    /** Whatever fails, once: every operation is done in the end, and exactly so. For ever: nothing is torn or lost. */
    @ParameterizedTest
    @EnumSource
    void aStoryWithAFaultAtEachCallEndsAsWithoutOne(Kind kind) throws Exception {
        int met = FaultyRuns.atEachCall(
                kind::storage, () -> new StorageException.Transient("busy", null), (faulty, bare) -> {
                    try {
                        tell(retrying(faulty));
                        assertThat(bare.keys()).containsExactly("b", "d");
                    } catch (StorageException.Transient e) {
                        assertThat(bare.keys()).isSubsetOf("a", "b", "c", "d");
                    }
                    for (String key : bare.keys()) {
                        assertThat(bare.open(key).readAllBytes())
                                .asString(UTF_8)
                                .startsWith("whole ");
                    }
                });
        assertThat(met).isGreaterThan(20);
    }

    private static void tell(StorageClient storage) throws StorageException {
        storage.put("a", text("whole a"), CREATE);
        storage.move("a", "b", Precondition.ABSENT);
        storage.put("a", text("whole c"), PutOptions.DEFAULT);
        storage.put("c", text("whole c"), PutOptions.DEFAULT);
        storage.deleteAll(List.of("a", "c"));
        storage.put("c", text("whole d"), CREATE);
        storage.put("d", text("whole older"), PutOptions.DEFAULT);
        storage.move("c", "d", Precondition.NONE);
    }
}
