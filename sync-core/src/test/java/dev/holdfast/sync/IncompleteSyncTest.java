package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A sync of which one source could not be read says of each source what is true of it. */
class IncompleteSyncTest extends ServiceFixture {
    private static final String WHY = "The file graph.jsonl can't be read.";

    private void readOnlyNotes(boolean isTransient) {
        MethodResult done = new MethodResult(List.of("notes/file"), List.of(), 42, Optional.of("upload-7"));
        method.script = (request, context) -> {
            throw new IncompleteSyncException(
                    "cloud", "Source graph: " + WHY, isTransient, null, done, Map.of("graph", WHY));
        };
    }

    private static SyncStatus.Source source(SyncStatus status, String name) {
        return status.sources().stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatArrivedIsReportedWithWhatDidNot() {
        readOnlyNotes(false);
        SyncService service = draining();
        SyncReport report = follow(service, service.submit(request()).jobId());
        assertThat(report.state()).isEqualTo(SyncReport.State.PARKED);
        assertThat(report.success()).isFalse();
        assertThat(report.method()).isEqualTo("cloud");
        assertThat(report.filesUploaded()).containsExactly("notes/file");
        assertThat(report.bytesTransferred()).isEqualTo(42);
        assertThat(report.uploadId()).contains("upload-7");
        assertThat(report.error().orElseThrow()).contains("graph").contains(WHY);
        assertThat(report.attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.success()).isFalse());
    }

    @Test
    void eachSourceIsRecordedByItself() {
        readOnlyNotes(false);
        SyncService service = draining();
        follow(service, service.submit(request()).jobId());
        SyncStatus status = service.status(LONG);
        assertThat(status.synced()).isFalse();
        assertThat(source(status, "notes").uploadId()).contains("upload-7");
        assertThat(source(status, "notes").lastSuccess()).contains(clock.instant());
        assertThat(source(status, "notes").lastError()).isEmpty();
        assertThat(source(status, "graph").lastSuccess()).isEmpty();
        assertThat(source(status, "graph").lastError()).contains(WHY);
    }

    @Test
    void whatMayPassIsTriedAgainByItself() {
        readOnlyNotes(true);
        SyncService service = draining();
        String id = service.submit(request()).jobId();
        SyncReport first = follow(service, id);
        assertThat(first.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(first.filesUploaded()).containsExactly("notes/file");
        method.script = (request, context) -> ScriptedMethod.unchanged(request);
        clock.advance(Duration.ofSeconds(30));
        assertThat(follow(service, id).state()).isEqualTo(SyncReport.State.DONE);
        assertThat(source(service.status(LONG), "graph").lastError()).isEmpty();
    }
}
