package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.record.RecordService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sync asks of a memory API depends on who asked for the sync. */
class MemoriesInASyncTest {
    private static final String EVERYTHING = "1970-01-01";

    @TempDir
    Path directory = Path.of("");

    private StandInMemoryApi api;
    private Settings settings;
    private SyncService service;

    @BeforeEach
    void begin() throws IOException {
        api = new StandInMemoryApi();
        api.addKey("key", "ann");
        Path key = Files.writeString(directory.resolve("key"), "key");
        settings = Settings.builder(directory.resolve("home"))
                .set(Keys.SYSTEM_ID, "here")
                .set(Keys.MEMORY_API_URL, Optional.of(api.base()))
                .set(Keys.MEMORY_API_KEY, Secret.of("${file:" + key + "}"))
                .build();
        service = SyncServices.standard(settings);
    }

    @AfterEach
    void close() {
        service.close();
        api.close();
    }

    private SyncReport sync(Trigger trigger) {
        return ended(service.submit(SyncRequest.everything(trigger)).jobId());
    }

    private SyncReport ended(String job) {
        service.startDraining();
        return service.await(job, Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private boolean hasLookedAtEverything() {
        return api.log().stream().anyMatch(request -> request.query().contains(EVERYTHING));
    }

    @Test
    void whoAsksInPersonHasEverythingLookedAtAndNobodyElseHas() {
        assertThat(sync(Trigger.SESSION_END).state()).isEqualTo(SyncReport.State.DONE);
        sync(Trigger.SESSION_END);
        sync(Trigger.SCHEDULE);
        assertThat(hasLookedAtEverything()).isFalse();
        sync(Trigger.TOOL);
        assertThat(hasLookedAtEverything()).isTrue();
    }

    @Test
    void whoAsksInPersonForWhatASessionsEndHasQueuedHasEverythingLookedAtToo() {
        sync(Trigger.SESSION_END);
        service.close();
        service = SyncServices.standard(settings);
        service.submit(SyncRequest.everything(Trigger.SESSION_END));
        SyncService.Ticket joined = service.submit(SyncRequest.everything(Trigger.COMMAND));
        assertThat(joined.joined()).isTrue();
        ended(joined.jobId());
        assertThat(hasLookedAtEverything()).isTrue();
    }

    @Test
    void whatTheApiDidNotTakeIsTriedAgainWhenSomebodyAsksInPerson() {
        api.limit(10, Set.of("facts"));
        try (MemoryStore memories = new MemoryStore(settings.home(), InstantSource.system());
                RecordService standing = RecordService.of(settings, () -> memories, InstantSource.system())
                        .orElseThrow()) {
            String id = memories.add(NewMemory.fact("longer than the server takes"))
                    .memory()
                    .id();
            sync(Trigger.SESSION_END);
            assertThat(standing.standing().records().parked()).isEqualTo(1);
            api.limit(10_000, Set.of("facts"));
            sync(Trigger.SESSION_END);
            assertThat(api.contents("ann")).isEmpty();
            sync(Trigger.COMMAND);
            assertThat(api.contents("ann")).containsExactly("longer than the server takes");
            assertThat(standing.retry(id)).as("it is set aside no more").isFalse();
        }
    }

    @Test
    void oneThatIsSetAsideCanBeNamedToGo() {
        api.limit(10, Set.of("facts"));
        try (MemoryStore memories = new MemoryStore(settings.home(), InstantSource.system());
                RecordService standing = RecordService.of(settings, () -> memories, InstantSource.system())
                        .orElseThrow()) {
            String id = memories.add(NewMemory.fact("longer than the server takes"))
                    .memory()
                    .id();
            memories.add(NewMemory.fact("this one is also longer"));
            sync(Trigger.SESSION_END);
            assertThat(standing.retry("nobody")).isFalse();
            assertThat(standing.retry(id)).isTrue();
            api.limit(10_000, Set.of("facts"));
            sync(Trigger.SESSION_END);
            assertThat(api.contents("ann")).containsExactly("longer than the server takes");
        }
    }
}
