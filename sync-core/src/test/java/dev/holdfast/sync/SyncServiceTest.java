package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncServiceTest extends ServiceFixture {
    @Test
    void nothingIsOpenedBeforeTheFirstUse() {
        SyncService service = service();
        service.close();
        assertThat(home).doesNotExist();
    }

    @Test
    void aSyncIsDoneAndReported() {
        SyncService service = draining();
        SyncService.Ticket ticket = service.submit(request());
        assertThat(ticket.queueLength()).isEqualTo(1);
        SyncReport report = follow(service, ticket.jobId());
        assertThat(report.state()).isEqualTo(SyncReport.State.DONE);
        assertThat(report.success()).isTrue();
        assertThat(report.method()).isEqualTo("cloud");
        assertThat(report.filesUploaded()).containsExactly("notes/file", "graph/file");
        assertThat(report.bytesTransferred()).isEqualTo(42);
        assertThat(report.uploadId()).contains("upload-1");
        assertThat(report.error()).isEmpty();
        assertThat(report.triggeredBy()).isEqualTo("tool");
        assertThat(report.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.success()).isTrue());
    }

    @Test
    void aReportOutlivesTheProcess() {
        SyncService first = draining();
        String id = first.submit(request()).jobId();
        SyncReport report = follow(first, id);
        first.close();
        assertThat(follow(service(), id)).isEqualTo(report);
    }

    @Test
    void aRemoteThatRefusesWhenItIsAskedIsNotAskedForEver() {
        method.availability = Availability.refused("The bucket does not accept the access key.");
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        SyncReport report = follow(service, id);
        assertThat(report.state()).isEqualTo(SyncReport.State.PARKED);
        assertThat(report.error()).contains("The bucket does not accept the access key.");
        assertThat(method.requests).isEmpty();
        assertThat(service.status(LONG).queue().parked()).isEqualTo(1);

        method.availability = Availability.yes("The key is right now.");
        assertThat(service.submit(request()).jobId()).isEqualTo(id);
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void aRemoteThatIsAwayWhenItIsAskedIsAskedAgain() {
        method.availability = Availability.no("The bucket can't be reached.");
        SyncService service = draining();
        SyncReport report = follow(service, service.submit(request()).jobId());
        assertThat(report.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(report.error()).contains("The bucket can't be reached.");
    }

    @Test
    void whatNeedsSomebodyIsParkedAndTriedAgainWhenAskedFor() {
        SyncService service = draining();
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("There is no such bucket.", false);
        };
        String id = service.submit(request()).jobId();
        SyncReport report = follow(service, id);
        assertThat(report.state()).isEqualTo(SyncReport.State.PARKED);
        assertThat(report.error()).contains("There is no such bucket.");
        assertThat(service.status(LONG).notes()).anyMatch(note -> note.contains("needs you"));
        method.script = (request, context) -> ScriptedMethod.uploaded(request, "upload-2");
        SyncService.Ticket again = service.submit(request());
        assertThat(again.joined()).isTrue();
        assertThat(again.jobId()).isEqualTo(id);
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void whenSomebodyActsWhatNeededSomebodyIsTriedAgain() {
        SyncService service = draining();
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("There is no such bucket.", false);
        };
        String parked = service.submit(request()).jobId();
        follow(service, parked);
        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        SyncRequest end = new SyncRequest("auto", true, List.of("notes"), List.of(), Trigger.SESSION_END, Map.of());
        follow(service, service.submit(end).jobId());
        assertThat(service.status(LONG).queue().parked()).isEqualTo(1);
        follow(service, service.submit(only("notes")).jobId());
        assertThat(follow(service, parked).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void withoutSourcesNothingIsSyncedAndTheMessageSaysWhatToDo() {
        SyncService service = SyncServices.create(Settings.builder(home).build(), List.of(method), clock);
        services.add(service);
        assertThatThrownBy(() -> service.submit(request()))
                .isInstanceOf(NothingToSyncException.class)
                .hasMessageContaining("sources")
                .hasMessageContaining(home.resolve("holdfast.yaml").toString());
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.contains("No source is configured"));
    }

    @Test
    void unknownNamesAreRefusedAndTheKnownOnesTold() {
        assertThatThrownBy(() -> service().submit(only("diary")))
                .isInstanceOf(UnknownSourceException.class)
                .hasMessageContaining("'diary'")
                .hasMessageContaining("notes, graph");
    }

    @Test
    void anUnknownMethodIsRefusedAndQueuesNothing() {
        SyncService service = service();
        SyncRequest ftp = new SyncRequest("ftp", true, List.of(), List.of(), Trigger.TOOL, Map.of());
        assertThatThrownBy(() -> service.submit(ftp))
                .isInstanceOf(UnknownMethodException.class)
                .hasMessageContaining("\"ftp\"");
        SyncStatus.Queue queue = service.status(LONG).queue();
        assertThat(queue.pending() + queue.parked()).isZero();
    }

    @Test
    void cancellingAJobThatNobodyHasBegunTakesItOutOfTheQueue() {
        SyncService service = service();
        String id = service.submit(request()).jobId();
        CancelSignal cancel = new CancelSignal();
        CompletableFuture<SyncReport> report = service.await(id, LONG, ProgressListener.NONE, cancel);
        cancel.cancel();
        assertThat(report.orTimeout(30, TimeUnit.SECONDS).join().state()).isEqualTo(SyncReport.State.CANCELLED);
        assertThat(service.status(LONG).queue().pending()).isZero();
    }

    @Test
    void pathsThatAPersonNamedTravelWithTheJob(@TempDir Path elsewhere) {
        SyncService first = service();
        SyncRequest adHoc = new SyncRequest(
                "auto",
                true,
                List.of(),
                List.of(new SourceSetting("extra", elsewhere)),
                Trigger.COMMAND,
                Map.of("working_directory", "/somewhere"));
        String id = first.submit(adHoc).jobId();
        first.close();
        assertThat(follow(draining(), id).filesUploaded()).containsExactly("extra/file");
        assertThat(method.requests)
                .containsExactly(new MethodRequest(List.of(new SourceSetting("extra", elsewhere)), "command"));
    }

    @Test
    void twoSourcesOfOneNameAreRefused(@TempDir Path elsewhere) {
        SyncRequest request = new SyncRequest(
                "auto",
                true,
                List.of("notes"),
                List.of(new SourceSetting("notes", elsewhere)),
                Trigger.COMMAND,
                Map.of());
        assertThatThrownBy(() -> service().submit(request)).hasMessageContaining("Two sources are called 'notes'");
    }

    @Test
    void progressReachesThoseWhoFollow() {
        SyncService service = service();
        ConcurrentLinkedQueue<Progress> heard = new ConcurrentLinkedQueue<>();
        String id = service.submit(request()).jobId();
        CompletableFuture<SyncReport> report = service.await(id, LONG, heard::add, new CancelSignal());
        service.startDraining();
        report.join();
        assertThat(heard).containsExactly(new Progress("notes", "file", 1, 1), new Progress("graph", "file", 1, 1));
    }

    @Test
    void cancellingStopsTheWorkAndSaysSo() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        method.script = ScriptedMethod.untilCancelled(begun);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        CancelSignal cancel = new CancelSignal();
        CompletableFuture<SyncReport> report = service.await(id, LONG, ProgressListener.NONE, cancel);
        begun.await();
        cancel.cancel();
        assertThat(report.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.CANCELLED);
        assertThat(report.join().success()).isFalse();
        assertThat(service.status(LONG).queue().pending()).isZero();
        assertThat(service.status(LONG).synced()).isFalse();
    }

    @Test
    void cancellingWhatAnotherFollowsOnlyEndsTheWaiting() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        method.script = ScriptedMethod.held(begun, go);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        CancelSignal cancel = new CancelSignal();
        CompletableFuture<SyncReport> impatient = service.await(id, LONG, ProgressListener.NONE, cancel);
        CompletableFuture<SyncReport> patient = service.await(id, LONG, ProgressListener.NONE, new CancelSignal());
        begun.await();
        cancel.cancel();
        assertThat(impatient.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.PENDING);
        go.countDown();
        assertThat(patient.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void whenTimeIsUpTheReportSaysPendingAndTheJobGoesOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        method.script = ScriptedMethod.held(begun, go);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        begun.await();
        SyncReport report = service.await(id, Duration.ofMillis(50), ProgressListener.NONE, new CancelSignal())
                .get(30, TimeUnit.SECONDS);
        assertThat(report.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(report.method()).isEqualTo("none");
        go.countDown();
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void twoHundredWaitWithoutAThreadEach() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        method.script = ScriptedMethod.held(begun, go);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        begun.await();
        int threads = Thread.activeCount();
        List<CompletableFuture<SyncReport>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(service.await(id, LONG, ProgressListener.NONE, new CancelSignal()));
        }
        assertThat(Thread.activeCount()).isLessThan(threads + 20);
        go.countDown();
        for (CompletableFuture<SyncReport> each : all) {
            assertThat(each.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.DONE);
        }
    }

    @Test
    void anUnknownJobIsSaidToBeUnknown() {
        SyncReport report = follow(service(), "nosuchjob");
        assertThat(report.success()).isFalse();
        assertThat(report.error().orElseThrow()).contains("does not know job nosuchjob");
    }

    @Test
    void anotherServiceOnTheHomeDoesTheWorkAndTheWaitingEnds() throws Exception {
        SyncService asking = service();
        String id = asking.submit(request()).jobId();
        CompletableFuture<SyncReport> report = asking.await(id, LONG, ProgressListener.NONE, new CancelSignal());
        draining();
        assertThat(report.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void drainEndsWhenNothingIsDue() {
        SyncService service = service();
        service.submit(only("notes"));
        service.submit(only("graph"));
        SyncStatus.Queue queue = service.drain(LONG, ProgressListener.NONE, new CancelSignal());
        assertThat(queue.pending() + queue.running()).isZero();
        assertThat(method.requests).hasSize(2);
    }

    @Test
    void drainDoesNotWaitForJobsThatAreNotDueOrNotOurs() {
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("The remote can't be reached.", true);
        };
        try (SyncService other = elsewhere()) {
            other.submit(request());
        }
        SyncService service = service();
        service.submit(only("notes"));
        SyncStatus.Queue queue = service.drain(LONG, ProgressListener.NONE, new CancelSignal());
        assertThat(queue.pending()).isEqualTo(2);
        assertThat(queue.failed()).isEqualTo(1);
    }

    @Test
    void aJobWhoseSourceTheSettingsNoLongerHaveWaitsWithTheReason() {
        String id;
        try (SyncService before = service()) {
            id = before.submit(only("graph")).jobId();
        }
        Settings without = builder().set(Keys.SOURCES, List.of(notes)).build();
        try (SyncService after = SyncServices.create(without, List.of(method), clock)) {
            SyncStatus.Queue queue = after.drain(LONG, ProgressListener.NONE, new CancelSignal());
            assertThat(queue.parked()).isZero();
            assertThat(queue.pending()).isEqualTo(1);
            assertThat(after.status(LONG).lastError())
                    .hasValueSatisfying(error -> assertThat(error).contains("'graph'", "notes"));
        }
        assertThat(method.requests).isEmpty();
        SyncService again = service();
        again.drain(LONG, ProgressListener.NONE, new CancelSignal());
        assertThat(follow(again, id).state()).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void closingGivesTheJobBackAndEndsTheWaiting() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        method.script = ScriptedMethod.untilCancelled(begun);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        CompletableFuture<SyncReport> report = service.await(id, LONG, ProgressListener.NONE, new CancelSignal());
        begun.await();
        service.close();
        assertThat(report.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.PENDING);
        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        assertThat(follow(draining(), id).state()).isEqualTo(SyncReport.State.DONE);
    }

    private SyncStatus.Source notesOf(SyncService service) {
        return service.status(LONG).sources().stream()
                .filter(source -> source.name().equals("notes"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSourceThatWentElsewhereIsNotSaidToBeInTheUploadBeforeThat() {
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        assertThat(notesOf(service).uploadId()).contains("upload-1");
        method.script = (request, context) ->
                new MethodResult(List.of("notes/file", "graph/file"), List.of(), 42, Optional.empty());
        follow(service, service.submit(request()).jobId());
        assertThat(notesOf(service).lastSuccess()).contains(clock.instant());
        assertThat(notesOf(service).uploadId()).isEmpty();
    }

    @Test
    void aSourceThatAMethodLeftOutIsNotSaidToBeKept() {
        method.script = (request, context) -> new MethodResult(
                List.of("graph/file"), List.of(), 42, Optional.empty(), List.of(), Map.of(), Map.of(), Set.of("notes"));
        SyncService service = draining();
        assertThat(follow(service, service.submit(request()).jobId()).state()).isEqualTo(SyncReport.State.DONE);
        assertThat(notesOf(service).lastSuccess()).isEmpty();
        assertThat(service.status(LONG).synced()).isFalse();
    }

    @Test
    void planAsksTheMethodAndQueuesNothing() throws Exception {
        SyncService service = service();
        assertThat(service.plan(only("notes"), new CancelSignal())).hasSize(1);
        assertThat(method.requests).isEmpty();
        assertThat(service.status(LONG).queue().pending()).isZero();
    }
}
