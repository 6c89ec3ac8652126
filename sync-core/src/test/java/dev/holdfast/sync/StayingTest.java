package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a detached drainer does, what a hook leaves for it, and what was said at a session's end. */
class StayingTest extends ServiceFixture {
    @Test
    void itWaitsOutABackOffAndLeavesWhenNothingIsLeft() throws Exception {
        AtomicBoolean works = new AtomicBoolean();
        method.script = (request, context) -> {
            if (!works.get()) {
                throw ScriptedMethod.failure("No network.", true);
            }
            return ScriptedMethod.uploaded(request, "upload-1");
        };
        SyncService service = service();
        service.submit(request());
        CompletableFuture<SyncStatus.Queue> left = CompletableFuture.supplyAsync(() -> stay(service, LONG));
        await().until(() -> service.status(Duration.ofSeconds(1)).queue().failed() == 1);
        works.set(true);
        clock.advance(Duration.ofMinutes(1));
        SyncStatus.Queue queue = left.get(30, TimeUnit.SECONDS);
        assertThat(queue.pending() + queue.running()).isZero();
        assertThat(method.requests).hasSize(2);
    }

    @Test
    void itLeavesWhenItsPatienceEndsAndTheJobStays() {
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("No network.", true);
        };
        SyncService service = service();
        service.submit(request());
        SyncStatus.Queue queue = stay(service, Duration.ofMillis(700));
        assertThat(queue.pending()).isEqualTo(1);
        assertThat(queue.failed()).isEqualTo(1);
    }

    @Test
    void whatAHookLeftIsUploaded() throws IOException {
        Files.createDirectories(home.resolve("spool"));
        Files.writeString(home.resolve("spool").resolve("end-1.json"), "{\"session_id\":\"5f3a\"}");
        SyncService service = service();
        stay(service, Duration.ofMillis(100));
        assertThat(method.requests)
                .singleElement()
                .satisfies(each -> assertThat(each.triggeredBy()).isEqualTo("session_end"));
        assertThat(home.resolve("spool")).isEmptyDirectory();
    }

    @Test
    void whatCanNotBeReadOfAHookIsSaidInTheStatus() throws IOException {
        Files.createDirectories(home.resolve("spool"));
        Files.writeString(home.resolve("spool").resolve("end-1.json"), "{\"session_id\":");
        SyncService service = service();
        stay(service, Duration.ofMillis(100));
        assertThat(service.status(Duration.ofSeconds(1)).notes()).anyMatch(note -> note.contains("end-1.json"));
        assertThat(method.requests).hasSize(1);
    }

    @Test
    void whoeverIsToldToRetryGetsParkedJobsGoingAndTheListSaysWhy() {
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("No such bucket; make it.", false);
        };
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.PARKED);
        assertThat(service.parked())
                .singleElement()
                .satisfies(report -> assertThat(report.error()).contains("No such bucket; make it."));
        method.script = (request, context) -> ScriptedMethod.uploaded(request, "upload-1");
        assertThat(service.retry(Optional.of("unknown"))).isZero();
        assertThat(service.retry(Optional.of(id))).isEqualTo(1);
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
        assertThat(service.retry(Optional.empty())).isZero();
    }

    private static SyncStatus.Queue stay(SyncService service, Duration patience) {
        return service.drainAndStay(patience, ProgressListener.NONE, new CancelSignal());
    }
}
