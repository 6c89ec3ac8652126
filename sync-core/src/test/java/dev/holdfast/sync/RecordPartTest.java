package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Secret;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import dev.holdfast.sync.memory.record.RecordSync;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.outbox.Outcome;
import dev.holdfast.sync.state.HomeLock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A memory API that this process has no key for, beside a method that works; nothing of it needs a network. */
class RecordPartTest extends ServiceFixture {
    private SyncService withApi() {
        Settings settings = builder()
                .set(Keys.MEMORY_API_URL, Optional.of(URI.create("http://127.0.0.1:1")))
                .set(Keys.MEMORY_API_KEY, Secret.of("${env:HOLDFAST_TEST_NOBODY_HAS_THIS}"))
                .build();
        SyncService service = SyncServices.create(settings, List.of(method), clock);
        services.add(service);
        service.startDraining();
        return service;
    }

    @Test
    void whatOnlyAnotherProcessCanSendMemoriesWithIsTriedAgainAndTheFilesAreKept() {
        SyncService service = withApi();
        SyncReport report = follow(service, service.submit(request()).jobId());
        assertThat(report.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(report.error().orElse("")).contains("HOLDFAST_TEST_NOBODY_HAS_THIS");
        assertThat(report.filesUploaded()).isNotEmpty();
        assertThat(report.memories()).hasValueSatisfying(memories -> {
            assertThat(memories.complete()).isFalse();
            assertThat(memories.authRefused()).isFalse();
        });
        SyncStatus status = service.status(Duration.ofSeconds(5));
        assertThat(status.synced()).isFalse();
        assertThat(status.memoryApi()).hasValueSatisfying(api -> {
            assertThat(api.problem()).isPresent();
            assertThat(api.standing().inStep()).isFalse();
        });
    }

    @Test
    void anAddressWithoutAKeyKeepsNoSyncFromItsEndAndTheStatusStaysHonest() {
        Settings settings = builder()
                .set(Keys.MEMORY_API_URL, Optional.of(URI.create("http://127.0.0.1:1")))
                .build();
        SyncService service = SyncServices.create(settings, List.of(method), clock);
        services.add(service);
        service.startDraining();
        SyncReport report = follow(service, service.submit(request()).jobId());
        assertThat(report.state()).isEqualTo(SyncReport.State.DONE);
        assertThat(service.hasOpenJobs()).as("nothing keeps a drainer here").isFalse();
        SyncStatus status = service.status(Duration.ofSeconds(5));
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.contains("without memory_api_key"));
    }

    @Test
    void aKeyThatIsRefusedIsNotedAndDoesNotFailTheFiles() {
        String sentence = "The memory API does not accept the key.";
        RecordSyncResult refused = new RecordSyncResult(0, 0, 0, 0, 0, List.of(sentence), true, false);
        Outcome joined = RecordPart.joined(new Outcome.Done(Reports.withoutFiles()), refused);
        assertThat(joined).isInstanceOf(Outcome.Done.class);
        assertThat(joined.report()).contains(sentence);
    }

    @Test
    void anotherProcessAtTheMemoriesIsNotedAndDoesNotFailTheFiles() {
        Settings settings = builder()
                .set(Keys.MEMORY_API_URL, Optional.of(URI.create("http://127.0.0.1:1")))
                .set(Keys.MEMORY_API_KEY, Secret.of("${env:HOLDFAST_TEST_NOBODY_HAS_THIS}"))
                .build();
        CancelSignal impatient = new CancelSignal();
        impatient.cancel();
        try (MemoryStore memories = new MemoryStore(home, clock);
                HomeLock held = HomeLock.tryAcquire(home.resolve(RecordService.LOCK_FILE_NAME))
                        .orElseThrow();
                RecordService there =
                        RecordService.of(settings, () -> memories, clock).orElseThrow()) {
            assertThat(held).isNotNull();
            RecordSyncResult busy = there.sync(RecordSync.Depth.CHANGES, impatient);
            Outcome joined = RecordPart.joined(new Outcome.Done(Reports.withoutFiles()), busy);
            assertThat(joined).isInstanceOf(Outcome.Done.class);
            assertThat(joined.report()).contains("another process");
        }
    }

    @Test
    void aSyncOfSomethingElseOrByOneMethodHasNothingToDoWithMemories() {
        SyncService service = withApi();
        SyncReport notesOnly = follow(service, service.submit(only("notes")).jobId());
        assertThat(notesOnly.state()).isEqualTo(SyncReport.State.DONE);
        assertThat(notesOnly.memories()).isEmpty();
        SyncRequest byMethod = new SyncRequest(method.name(), true, List.of(), List.of(), Trigger.TOOL, Map.of());
        assertThat(follow(service, service.submit(byMethod).jobId()).memories()).isEmpty();
    }

    @Test
    void withoutAMemoryApiNothingIsSaidOfOne() {
        SyncService service = draining();
        assertThat(follow(service, service.submit(request()).jobId()).memories())
                .isEmpty();
        assertThat(service.status(Duration.ofSeconds(5)).memoryApi()).isEmpty();
    }
}
