package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.settings.Keys;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said of a session at its end becomes a memory, and the memories are part of what is kept. */
class SummaryMemoriesTest extends ServiceFixture {
    private static SyncRequest end(String summary) {
        Map<String, String> attributes =
                Map.of("summary", summary, "session_id", "5f3a", "working_directory", "/work/bakery");
        return new SyncRequest("auto", true, List.of(), List.of(), Trigger.SESSION_END, attributes);
    }

    private List<Memory> sessions() {
        try (MemoryStore store = new MemoryStore(home, clock)) {
            return store.list(MemoryFilter.category("session"), Optional.empty(), 100)
                    .memories();
        }
    }

    private List<SessionSummaries.Summary> waiting() {
        try (StateDatabase state = new StateDatabase(home, clock)) {
            return new SessionSummaries(state, clock).waiting(10);
        }
    }

    @Test
    void whatWasSaidWithAJobIsAMemoryBeforeTheJobIsDone() {
        SyncService service = service();
        String id = service.submit(end("We baked bread.")).jobId();
        assertThat(service.submit(end("We baked bread.")).joined()).isTrue();
        assertThat(service.submit(end("We ate it.")).joined())
                .as("sessions that end before their upload begins need only one")
                .isTrue();
        assertThat(waiting())
                .extracting(SessionSummaries.Summary::text)
                .containsExactly("We baked bread.", "We ate it.");
        service.startDraining();
        assertThat(follow(service, id).success()).isTrue();
        assertThat(sessions())
                .extracting(memory -> memory.text().content())
                .containsExactlyInAnyOrder("We baked bread.", "We ate it.");
        assertThat(sessions().get(0).created()).isEqualTo(clock.instant());
        try (MemoryStore store = new MemoryStore(home, clock)) {
            assertThat(store.recall("bakery", MemoryFilter.ALL, Optional.empty(), 5)
                            .memories())
                    .as("found by where they were")
                    .hasSize(2);
        }
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whoSaysTheSameAgainWithinMinutesIsHeardOnceAndAnotherDayAgain() {
        SyncService service = draining();
        for (Duration later : List.of(Duration.ZERO, Duration.ofMinutes(9), Duration.ofDays(1))) {
            clock.advance(later);
            assertThat(follow(service, service.submit(end("We baked bread.")).jobId())
                            .success())
                    .isTrue();
        }
        assertThat(sessions()).hasSize(2);
    }

    @Test
    void whatIsStoredWhileASyncRunsIsNotTakenForSent() {
        method.script = (request, context) -> {
            clock.advance(Duration.ofSeconds(2));
            try (MemoryStore store = new MemoryStore(home, clock)) {
                store.add(NewMemory.fact("thought of meanwhile"));
            }
            clock.advance(Duration.ofSeconds(2));
            return ScriptedMethod.uploaded(request, "upload-1");
        };
        SyncService service = draining();
        assertThat(follow(service, service.submit(end("We baked bread.")).jobId())
                        .success())
                .isTrue();
        assertThat(service.status(LONG).synced()).isFalse();
        assertThat(service.status(LONG).notes()).anyMatch(note -> note.contains("holdfast-memories"));
    }

    @Test
    void whatWasSaidWithoutAJobIsAMemoryAtOnce() {
        service().keepSummary(Map.of("summary", "Nothing was to be uploaded."));
        service().keepSummary(Map.of("session_id", "said nothing"));
        assertThat(sessions())
                .extracting(memory -> memory.text().content())
                .containsExactly("Nothing was to be uploaded.");
    }

    @Test
    void whatWasKeptByAnEarlierVersionOrStoredBeforeACrashBecomesOneMemory() {
        try (StateDatabase state = new StateDatabase(home, clock);
                MemoryStore store = new MemoryStore(home, clock)) {
            SessionSummaries summaries = new SessionSummaries(state, clock);
            summaries.keep(Map.of("summary", "Kept long ago."));
            SessionSummaries.Summary kept = summaries.waiting(1).get(0);
            new SummaryMemories(summaries, store).makeAll();
            // As if the process had died before it let the summary go.
            state.write(connection -> Sql.update(
                    connection,
                    "INSERT INTO session_summary (id, ended, summary) VALUES (?, ?, ?)",
                    kept.id(),
                    kept.ended().toEpochMilli(),
                    kept.text()));
            clock.advance(Duration.ofDays(2));
            new SummaryMemories(summaries, store).makeAll();
            assertThat(summaries.waiting(1)).isEmpty();
        }
        assertThat(sessions()).hasSize(1);
        try (MemoryStore store = new MemoryStore(home, clock)) {
            store.delete(sessions().get(0).id());
        }
        assertThat(sessions()).isEmpty();
    }

    @Test
    void sessionsThatEndOneAfterTheOtherAreNotMadeToWaitForTheMemoriesOfThoseBefore() {
        AtomicInteger ended = new AtomicInteger();
        try (StateDatabase state = new StateDatabase(home, clock)) {
            SessionSummaries summaries = new SessionSummaries(state, clock);
            // Each time the store is used, one more session has ended.
            InstantSource rush = () -> {
                if (ended.get() < 40) {
                    summaries.keep(Map.of("summary", "Session " + ended.incrementAndGet()));
                }
                return clock.instant();
            };
            try (MemoryStore store = new MemoryStore(home, rush)) {
                summaries.keep(Map.of("summary", "The first of many."));
                new SummaryMemories(summaries, store).makeAll();
            }
            assertThat(ended).hasPositiveValue();
            assertThat(sessions()).extracting(memory -> memory.text().content()).containsExactly("The first of many.");
            assertThat(summaries.waiting(50)).hasSize(ended.get());
        }
    }

    @Test
    void aStoreThatCanNotBeUsedHoldsUpNoSyncAndLosesNoSummary() throws IOException {
        Files.createDirectories(home);
        Files.writeString(
                home.resolve("memory.db"), "this is no database, but long enough to be looked at ".repeat(50));
        SyncService service = draining();
        assertThat(follow(service, service.submit(end("Still kept.")).jobId()).success())
                .isTrue();
        assertThat(waiting()).extracting(SessionSummaries.Summary::text).containsExactly("Still kept.");
        assertThat(service.status(Duration.ZERO).memories()).isEmpty();
        assertThat(service.status(Duration.ZERO).notes())
                .anySatisfy(note -> assertThat(note).contains("memory store").contains("damaged"));
        Files.delete(home.resolve("memory.db"));
        await().untilAsserted(() -> assertThat(waiting()).isEmpty());
        assertThat(sessions()).hasSize(1);
    }

    @Test
    void theStatusCountsMemoriesAndSaysWhenTheyAreNotKeptYet() {
        SyncService service = draining();
        assertThat(service.status(Duration.ZERO).memories()).isEmpty();
        try (MemoryStore store = new MemoryStore(home, clock)) {
            store.add(NewMemory.fact("one"));
            store.add(new NewMemory("secrets", new MemoryText("canary", "", ""), 0.5, true));
            assertThat(service.status(Duration.ZERO).synced()).isFalse();
            assertThat(follow(service, service.submit(request()).jobId()).success())
                    .isTrue();
            SyncStatus status = service.status(Duration.ZERO);
            assertThat(status.synced()).as(status.notes().toString()).isTrue();
            assertThat(status.memories().orElseThrow().byCategory()).isEqualTo(Map.of("facts", 1L, "secrets", 1L));
            assertThat(status.memories().orElseThrow().sensitive()).isOne();
            assertThat(status.sources()).extracting(SyncStatus.Source::name).contains("holdfast-memories");
            assertThat(status.toString()).doesNotContain("canary");
            clock.advance(Duration.ofMinutes(1));
            store.addOnce(List.of(new MemoryStore.Once(
                    "0000000000aaaaaaaaaaaaaaaa",
                    NewMemory.fact("old"),
                    clock.instant().minus(Duration.ofDays(9)))));
            assertThat(service.status(Duration.ZERO).synced())
                    .as("what has come since counts, however old it is and wherever SQLite keeps it")
                    .isFalse();
        }
        SyncService without =
                SyncServices.create(builder().set(Keys.UPLOAD_MEMORIES, false).build(), List.of(method), clock);
        services.add(without);
        assertThat(without.status(Duration.ZERO).sources())
                .extracting(SyncStatus.Source::name)
                .doesNotContain("holdfast-memories");
    }
}
