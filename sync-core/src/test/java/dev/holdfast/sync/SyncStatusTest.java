package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.settings.Keys;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodResult;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyncStatusTest extends ServiceFixture {
    @Test
    void syncedIsSaidOnlyWhenEverySourceIsConfirmedAndNothingWaits() {
        SyncService service = service();
        assertThat(service.status(LONG).synced()).as("before any sync").isFalse();
        service.startDraining();
        follow(service, service.submit(only("notes")).jobId());
        assertThat(service.status(LONG).synced()).as("one of two sources").isFalse();
        follow(service, service.submit(only("graph")).jobId());
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isTrue();
        assertThat(status.lastSuccess()).contains(clock.instant());
        assertThat(status.sources().get(0))
                .isEqualTo(new SyncStatus.Source(
                        "notes",
                        notes.path(),
                        true,
                        status.lastSuccess(),
                        Optional.of(Duration.ZERO),
                        Optional.of("upload-1"),
                        5,
                        Optional.empty()));
        try (SyncService other = elsewhere()) {
            assertThat(other.status(LONG).synced()).as("at another place").isFalse();
        }
    }

    @Test
    void aSourceThatIsGoneIsNotSynced() throws IOException {
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        assertThat(service.status(LONG).synced()).isTrue();
        Files.delete(notes.path());
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.contains("'notes' does not exist"));
    }

    @Test
    void aSourceThatHasChangedSinceIsNotSynced() throws IOException {
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        Files.writeString(notes.path(), "hello again");
        Files.setLastModifiedTime(notes.path(), FileTime.from(clock.instant().plusSeconds(1)));
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.contains("'notes' has changed since its last sync"));
    }

    @Test
    void anUnchangedSyncKeepsTheUploadThatHoldsTheSource() {
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        clock.advance(Duration.ofHours(1));
        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        follow(service, service.submit(request()).jobId());
        SyncStatus.Source source = service.status(LONG).sources().get(0);
        assertThat(source.uploadId()).contains("upload-1");
        assertThat(source.lastSuccess()).contains(clock.instant());
    }

    @Test
    void eachSourceTellsHowOldItsLastConfirmedUploadIs() {
        SyncService service = draining();
        follow(service, service.submit(only("notes")).jobId());
        clock.advance(Duration.ofHours(5));
        List<SyncStatus.Source> sources = service.status(LONG).sources();
        assertThat(sources.get(0).age()).contains(Duration.ofHours(5));
        assertThat(sources.get(1).age()).isEmpty();
        clock.advance(Duration.ofDays(-1));
        assertThat(service.status(LONG).sources().get(0).age())
                .as("by a clock that was set back")
                .contains(Duration.ZERO);
    }

    @Test
    void anUploadOfAllSourcesTellsOfThoseThatHaveNotChangedToo() {
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        method.script = (request, context) ->
                new MethodResult(List.of("notes/file"), List.of("graph/file"), 1, Optional.of("upload-2"));
        follow(service, service.submit(request()).jobId());
        assertThat(service.status(LONG).sources())
                .extracting(SyncStatus.Source::uploadId)
                .containsOnly(Optional.of("upload-2"));
    }

    @Test
    void aHomeThatForgotItsUploadsKnowsThemAgainWithoutSending() {
        method.script = (request, context) -> new MethodResult(
                List.of(),
                List.of("notes/file", "graph/file"),
                0,
                Optional.empty(),
                List.of(),
                Map.of("notes", "upload-old", "graph", "upload-older"));
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        assertThat(service.status(LONG).sources())
                .extracting(SyncStatus.Source::uploadId)
                .containsExactly(Optional.of("upload-old"), Optional.of("upload-older"));
    }

    @Test
    void whatTheLastReportNotedIsSaidUntilTheNextOne() {
        String note = "Another machine uploads under the same system id.";
        method.script = (request, context) ->
                ScriptedMethod.uploaded(request, "upload-1").withNotes(List.of(note));
        SyncService service = draining();
        assertThat(follow(service, service.submit(request()).jobId()).notes()).containsExactly(note);
        assertThat(service.status(LONG).notes()).contains(note);
        try (SyncService other = elsewhere()) {
            assertThat(other.status(LONG).notes()).as("at another place").doesNotContain(note);
        }
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("The remote can't be reached.", true);
        };
        follow(service, service.submit(only("notes")).jobId());
        assertThat(service.status(LONG).notes()).as("after a failure").contains(note);

        clock.advance(Duration.ofMinutes(1));
        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        follow(service, service.submit(request()).jobId());
        assertThat(service.status(LONG).notes()).doesNotContain(note);
    }

    @Test
    void theEmbeddedRemoteIsToldToShareTheDisk() {
        method.availability = Availability.yes("The folder in the home.").asStandIn();
        assertThat(service().status(LONG).notes())
                .anyMatch(note -> note.contains("on the same disk")
                        && note.contains(home.resolve("remote").toString()));
        method.availability = Availability.yes("A disk of its own.");
        try (SyncService named = SyncServices.create(
                builder()
                        .set(Keys.REMOTE, Optional.of(URI.create("file:///mnt/backup")))
                        .build(),
                List.of(method),
                clock)) {
            assertThat(named.status(LONG).notes()).noneMatch(note -> note.contains("on the same disk"));
        }
    }

    @Test
    void jobsThatWaitForOtherSettingsAreTold() {
        try (SyncService other = elsewhere()) {
            other.submit(request());
        }
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        SyncStatus status = service.status(LONG);
        assertThat(status.queue().pending()).isEqualTo(1);
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.startsWith("1 job(s) wait for a Holdfast with the settings"));
    }

    @Test
    void aStateDatabaseThatWasSetAsideIsTold() throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("state.db"), "no database at all ".repeat(100));
        SyncStatus status = service().status(LONG);
        assertThat(status.notes()).anyMatch(note -> note.contains("state.db.damaged-20261121T080000Z"));
    }

    @Test
    void sourcesThatDoNotExistAreLeftOutOfAllAndTold() throws IOException {
        Files.delete(graph.path());
        SyncService service = draining();
        assertThat(follow(service, service.submit(request()).jobId()).filesUploaded())
                .containsExactly("notes/file");
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(status.notes()).anyMatch(note -> note.contains("'graph' does not exist"));
        Files.delete(notes.path());
        assertThatThrownBy(() -> service.submit(request()))
                .isInstanceOf(NothingToSyncException.class)
                .hasMessageContaining("none exists");
    }

    @Test
    void whatFailsForNowStaysPendingAndSaysWhy() {
        SyncService service = draining();
        method.script = (request, context) -> {
            throw ScriptedMethod.failure("The remote can't be reached.", true);
        };
        String id = service.submit(request()).jobId();
        await().until(() -> service.status(LONG).queue().failed() == 1);
        SyncReport report = service.await(id, Duration.ZERO, ProgressListener.NONE, new CancelSignal())
                .join();
        assertThat(report.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(report.success()).isFalse();
        assertThat(report.error()).contains("The remote can't be reached.");
        assertThat(report.attempts()).hasSize(1);
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(status.lastError()).contains("The remote can't be reached.");
        assertThat(status.sources())
                .allSatisfy(source -> assertThat(source.lastError()).contains("The remote can't be reached."));
        assertThat(status.queue().nextAttemptAt().orElseThrow()).isAfter(clock.instant());

        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        clock.advance(Duration.ofSeconds(30));
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
        assertThat(service.status(LONG).lastError()).isEmpty();
    }
}
