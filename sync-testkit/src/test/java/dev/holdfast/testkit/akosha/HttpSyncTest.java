package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.sync.method.HttpSyncException;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.http.OutgoingMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP method with a server that keeps the real one's rules. */
class HttpSyncTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path temp;

    private StandInAkosha akosha;
    private HttpSetup setup;

    @BeforeEach
    void start() throws IOException {
        akosha = new StandInAkosha();
        setup = new HttpSetup(temp.resolve("home"), akosha.endpoint());
    }

    @AfterEach
    void close() {
        setup.close();
        akosha.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {StandInAkosha.TOOL, StandInAkosha.NEWER_TOOL})
    void memoriesArriveInBatchesUnderEitherName(String tool) throws Exception {
        akosha.nameTool(tool);
        MethodResult result = setup.sync(ListFeed.memories(250));
        assertThat(akosha.batches()).extracting(List::size).containsExactly(100, 100, 50);
        assertThat(akosha.stored()).hasSize(250);
        StoredMemory one = akosha.stored("memory-7");
        assertThat(one.systemId()).isEqualTo("unit");
        assertThat(one.text()).isEqualTo("what memory-7 was about");
        assertThat(one.createdAt()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(result.filesUploaded()).containsExactly("notes/notes.list");
        assertThat(result.bytesTransferred()).isGreaterThan(250 * 384);
        assertThat(result.notes()).singleElement().asString().startsWith("250 memories were sent");
    }

    @Test
    void whatWasConfirmedIsNeverSentAgain() throws Exception {
        setup.sync(ListFeed.memories(150));
        MethodResult again = setup.sync(ListFeed.memories(150));
        assertThat(again.filesUploaded()).isEmpty();
        assertThat(again.filesSkipped()).containsExactly("notes/notes.list");
        assertThat(again.bytesTransferred()).as("not even a greeting").isZero();
        assertThat(akosha.batches()).hasSize(2);
        setup.sync(ListFeed.memories(151));
        assertThat(akosha.batches().get(2)).containsExactly("memory-150");
    }

    @Test
    void anotherServerGetsEverythingAnew() throws Exception {
        setup.sync(ListFeed.memories(5));
        try (StandInAkosha other = new StandInAkosha()) {
            setup.settings.set(Keys.HTTP_ENDPOINT, Optional.of(other.endpoint()));
            setup.sync(ListFeed.memories(5));
            assertThat(other.stored()).hasSize(5);
        }
    }

    @Test
    void whoSwitchesDeduplicationOffSendsAllAgainAndWhatIsThereCountsAsDone() throws Exception {
        setup.sync(ListFeed.memories(5));
        setup.settings.set(Keys.ENABLE_DEDUPLICATION, false);
        MethodResult again = setup.sync(ListFeed.memories(5));
        assertThat(akosha.batches()).hasSize(2);
        assertThat(again.filesSkipped()).containsExactly("notes/notes.list");
        assertThat(akosha.stored()).hasSize(5);
    }

    @Test
    void memoriesOfSeveralSourcesShareBatchesOfTheSizeThatIsSet() throws Exception {
        setup.settings.set(Keys.HTTP_BATCH_SIZE, 4);
        ListFeed one = new ListFeed("one", List.of(ListFeed.memory("a"), ListFeed.memory("b")));
        ListFeed two = new ListFeed("two", List.of(ListFeed.memory("c"), ListFeed.memory("d"), ListFeed.memory("e")));
        MethodResult result = setup.method(one, two).sync(HttpSetup.request(one, two), SyncContext.quiet());
        assertThat(akosha.batches()).containsExactly(List.of("a", "b", "c", "d"), List.of("e"));
        assertThat(result.filesUploaded()).containsExactly("one/one.list", "two/two.list");
    }

    @Test
    void oneMemoryInTwoSourcesIsSentOnce() throws Exception {
        ListFeed one = new ListFeed("one", List.of(ListFeed.memory("a")));
        ListFeed two = new ListFeed("two", List.of(ListFeed.memory("a")));
        setup.method(one, two).sync(HttpSetup.request(one, two), SyncContext.quiet());
        assertThat(akosha.batches()).containsExactly(List.of("a"));
    }

    @Test
    void aServerThatTakesLessGetsSmallerBatchesFromThenOn() throws Exception {
        akosha.takeAtMost(30);
        setup.sync(ListFeed.memories(200));
        assertThat(akosha.stored()).hasSize(200);
        assertThat(akosha.batches())
                .extracting(List::size)
                .startsWith(100, 50, 25, 25)
                .doesNotContain(0);
        assertThat(akosha.batches().stream().filter(batch -> batch.size() > 30)).hasSize(2);
    }

    @Test
    void whatTheServerWillNotStoreIsNamedAndSentAloneTheNextTime() throws Exception {
        List<OutgoingMemory> memories = new ArrayList<>(ListFeed.memories(20));
        memories.set(
                3,
                new OutgoingMemory(
                        "bad", "x", memories.get(3).embedding(), Optional.of(Instant.MAX), "reflection", Map.of()));
        assertThatThrownBy(() -> setup.sync(memories)).isInstanceOfSatisfying(IncompleteSyncException.class, some -> {
            assertThat(some.sentence())
                    .contains("did not store 1 of them (bad)")
                    .contains("'notes'");
            assertThat(some.unread()).containsOnlyKeys("notes");
            assertThat(some.isTransient()).isTrue();
            assertThat(some.done().filesUploaded()).containsExactly("notes/notes.list");
        });
        assertThat(akosha.stored()).hasSize(19);
        assertThatThrownBy(() -> setup.sync(memories)).isInstanceOf(IncompleteSyncException.class);
        assertThat(akosha.batches().get(1)).containsExactly("bad");
    }

    @Test
    void aCallThatFailsAsAWholeIsDividedUntilTheCulpritIsAlone() throws Exception {
        List<OutgoingMemory> memories = ListFeed.memories(16);
        akosha.onCall(ids -> {
            if (ids.contains("memory-5")) {
                akosha.plan(List.of(new Mishap.ToolError()));
            }
        });
        assertThatThrownBy(() -> setup.sync(memories))
                .isInstanceOfSatisfying(
                        IncompleteSyncException.class,
                        some -> assertThat(some.sentence()).contains("(memory-5)"));
        assertThat(akosha.stored()).hasSize(15).doesNotContainKey("memory-5");
    }

    @Test
    void aMemoryOverWhichTheServerBreaksEachTimeHoldsUpNoOther() {
        List<OutgoingMemory> memories = ListFeed.memories(250);
        setup.retries = 2;
        akosha.onCall(ids -> {
            if (ids.contains("memory-137")) {
                akosha.plan(List.of(new Mishap.Status(500)));
            }
        });
        assertThatThrownBy(() -> setup.sync(memories))
                .isInstanceOfSatisfying(
                        IncompleteSyncException.class,
                        some -> assertThat(some.sentence()).contains("(memory-137)"));
        assertThat(akosha.stored()).hasSize(249).doesNotContainKey("memory-137");
        assertThat(akosha.batches().stream().filter(ids -> ids.contains("memory-137") && ids.size() == 100))
                .as("it has time to recover once")
                .hasSize(3);
        assertThat(akosha.batches().stream().filter(ids -> ids.contains("memory-137") && ids.size() < 100))
                .as("and is not waited for with each half")
                .hasSizeLessThanOrEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void aServerThatRefusesEverythingIsNotAskedForEachMemory(int status) {
        Mishap mishap = status == 0 ? new Mishap.ToolError() : new Mishap.Status(status);
        akosha.onCall(ids -> akosha.plan(List.of(mishap)));
        assertThatThrownBy(() -> setup.sync(ListFeed.memories(1000)))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isTrue();
                    assertThat(failure.sentence()).contains("refuses one memory after the other");
                });
        assertThat(akosha.batches()).hasSizeLessThan(40);
    }

    @Test
    void aServerThatIsNotAbleIsAskedAsOftenAsIsSet() {
        setup.retries = 2;
        akosha.plan(List.of(new Mishap.Status(503), new Mishap.Status(500), new Mishap.Status(429)));
        assertThatThrownBy(() -> setup.sync(ListFeed.memories(3)))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isTrue();
                    assertThat(failure.sentence())
                            .contains("status 429")
                            .contains(akosha.endpoint().toString());
                });
        assertThat(akosha.batches()).hasSize(3);
    }

    @Test
    void theTokenIsShownAndAWrongOneIsRefusedForGood() throws Exception {
        akosha.requireToken("canary-token-31f7");
        assertThatThrownBy(() -> setup.sync(ListFeed.memories(1)))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isFalse();
                    assertThat(failure.sentence()).contains("http_token");
                });
        Path file = Files.writeString(temp.resolve("token"), "canary-token-31f7\n");
        setup.settings.set(Keys.HTTP_TOKEN, Secret.of("${file:" + file + "}"));
        setup.sync(ListFeed.memories(1));
        assertThat(akosha.stored()).hasSize(1);
    }

    @Test
    void aTokenThatCantBeHadIsSaidAndWaitedFor() {
        setup.settings.set(Keys.HTTP_TOKEN, Secret.of("${file:" + temp.resolve("none") + "}"));
        assertThatThrownBy(() -> setup.sync(ListFeed.memories(1)))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.isTransient())
                            .as("another process may have it")
                            .isTrue();
                    assertThat(failure.sentence()).contains("does not exist");
                });
        ListFeed feed = new ListFeed("notes", ListFeed.memories(1));
        assertThat(setup.method(feed).availability(PATIENCE).refused()).isFalse();
    }

    @Test
    void aServerWithoutTheToolIsSaidToBeTheWrongOne() {
        akosha.nameTool("something_else");
        assertThatThrownBy(() -> setup.sync(ListFeed.memories(1)))
                .isInstanceOfSatisfying(HttpSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isFalse();
                    assertThat(failure.sentence())
                            .contains("batch_store_memories")
                            .contains("http_endpoint");
                });
    }

    @Test
    void withoutEmbeddingsNothingIsSentAndTheMethodSaysHowToGetThem() {
        List<OutgoingMemory> bare = List.of(
                ListFeed.without("a", Optional.empty()),
                ListFeed.without("b", Optional.of(new float[] {1})),
                ListFeed.without("c", Optional.of(notFinite())));
        assertThatThrownBy(() -> setup.sync(bare)).isInstanceOfSatisfying(HttpSyncException.class, failure -> {
            assertThat(failure.isTransient()).isFalse();
            assertThat(failure.sentence()).contains("384").contains("holdfast extension add embeddings");
        });
        assertThat(akosha.batches()).isEmpty();
        ListFeed none = new ListFeed("notes", List.of(ListFeed.without("a", Optional.empty())));
        setup.settings.set(Keys.SOURCES, List.of(none.setting()));
        assertThat(setup.method(none).availability(PATIENCE)).satisfies(unavailable -> {
            assertThat(unavailable.available()).isFalse();
            assertThat(unavailable.configured()).isTrue();
            assertThat(unavailable.refused()).isTrue();
            assertThat(unavailable.reason()).contains("embedding").contains("holdfast extension add embeddings");
        });
    }

    private static float[] notFinite() {
        float[] vector = new float[OutgoingMemory.DIMENSIONS];
        vector[100] = Float.NaN;
        return vector;
    }

    @Test
    void someWithoutEmbeddingsDontHoldUpTheOthers() {
        List<OutgoingMemory> some = List.of(ListFeed.memory("whole"), ListFeed.without("bare", Optional.empty()));
        assertThatThrownBy(() -> setup.sync(some)).isInstanceOfSatisfying(IncompleteSyncException.class, failure -> {
            assertThat(failure.sentence()).contains("1 have no embedding");
            assertThat(failure.isTransient()).isFalse();
        });
        assertThat(akosha.stored().keySet()).containsExactly("whole");
    }

    @Test
    void missingEmbeddingsAreMadeWhereThereIsSomethingThatMakesThem() throws Exception {
        setup.embedder = Optional.of(new Letters());
        setup.sync(List.of(ListFeed.memory("whole"), ListFeed.without("bare", Optional.empty())));
        assertThat(akosha.stored().keySet()).containsExactlyInAnyOrder("whole", "bare");
        assertThat(akosha.stored("bare").embedding().get(0)).isEqualTo("what bare was about".length());
        assertThat(akosha.stored("whole").embedding().get(0)).isLessThan(1.0);
    }

    @Test
    void whatIsTooLongIsNamedAndHoldsUpNothing() {
        OutgoingMemory cut = new OutgoingMemory(
                "long", "", ListFeed.memory("x").embedding(), Optional.empty(), "reflection", Map.of(), true);
        assertThatThrownBy(() -> setup.sync(List.of(cut, ListFeed.memory("whole"))))
                .isInstanceOf(IncompleteSyncException.class)
                .hasMessageContaining("too long");
        assertThat(akosha.stored().keySet()).containsExactly("whole");
    }

    @Test
    void whatSaysNothingIsPassedOverWithoutAWord() throws Exception {
        OutgoingMemory blank = new OutgoingMemory(
                "blank", " \n", ListFeed.memory("x").embedding(), Optional.empty(), "reflection", Map.of());
        MethodResult result = setup.sync(List.of(blank, ListFeed.memory("whole")));
        assertThat(result.notes()).singleElement().asString().startsWith("1 memories were sent");
        assertThat(akosha.stored().keySet()).containsExactly("whole");
    }

    @Test
    void refusalsWithStoredMemoriesBetweenThemEndNothing() {
        setup.settings.set(Keys.HTTP_BATCH_SIZE, 3);
        List<OutgoingMemory> memories = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            memories.addAll(
                    List.of(ListFeed.memory("good-" + i), ListFeed.memory("fine-" + i), ListFeed.memory("bad-" + i)));
        }
        akosha.onCall(ids -> {
            if (ids.stream().anyMatch(id -> id.startsWith("bad"))) {
                akosha.plan(List.of(new Mishap.ToolError()));
            }
        });
        assertThatThrownBy(() -> setup.sync(memories))
                .isInstanceOf(IncompleteSyncException.class)
                .hasMessageContaining("did not store 12 of them");
        assertThat(akosha.stored()).hasSize(24);
    }

    @Test
    void theServerIsThereOrGoneAndTheMethodSaysWhich() {
        ListFeed feed = new ListFeed("notes", ListFeed.memories(1));
        assertThat(setup.method(feed).availability(PATIENCE).available()).isTrue();
        akosha.stop();
        assertThat(setup.method(feed).availability(PATIENCE)).satisfies(gone -> {
            assertThat(gone.available()).isFalse();
            assertThat(gone.refused()).isFalse();
            assertThat(gone.reason()).contains(akosha.endpoint().toString()).contains("can't be reached");
        });
        akosha.restart();
        assertThat(setup.method(feed).availability(PATIENCE).available()).isTrue();
    }
}
