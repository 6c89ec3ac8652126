package dev.holdfast.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.method.Attempt;
import dev.holdfast.sync.method.HybridResult;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.outbox.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reports as jobs carry them: what a try did. How the job stands is the job's own to say. */
final class Reports {
    private Reports() {}

    /** A try that succeeded. */
    static String success(HybridResult success, Duration duration) {
        return worked(success.method(), success.result(), duration, success.attempts());
    }

    /** A try that did some of the work. */
    static String incomplete(IncompleteSyncException incomplete, Duration duration, List<Attempt> attempts) {
        return worked(incomplete.method(), incomplete.done(), duration, attempts);
    }

    private static String worked(String method, MethodResult result, Duration duration, List<Attempt> attempts) {
        ObjectNode json = start(method, duration, attempts);
        array(json, "files_uploaded", result.filesUploaded());
        array(json, "files_skipped", result.filesSkipped());
        json.put("bytes_transferred", result.bytesTransferred());
        array(json, "notes", result.notes());
        result.uploadId().ifPresent(id -> json.put("upload_id", id));
        json.set("details", Json.tree(result.details()));
        return Json.write(json);
    }

    /** A try that failed or was stopped. */
    static String failure(Duration duration, List<Attempt> attempts) {
        return Json.write(start("none", duration, attempts));
    }

    /** A try that had nothing to do with files. */
    static String withoutFiles() {
        return failure(Duration.ZERO, List.of());
    }

    /** The same report with what became of memories. */
    static String withMemories(String report, RecordSyncResult memories) {
        ObjectNode json = Json.read(report).deepCopy();
        ObjectNode part = json.putObject("memories");
        part.put("pushed", memories.pushed());
        part.put("pulled", memories.pulled());
        part.put("deleted", memories.deleted());
        part.put("parked", memories.parked());
        part.put("conflicts", memories.conflicts());
        part.put("refused", memories.authRefused());
        part.put("complete", memories.complete());
        array(part, "errors", memories.errors());
        return Json.write(json);
    }

    /** The same report with more to tell beside it. */
    static String withNotes(String report, List<String> more) {
        ObjectNode json = Json.read(report).deepCopy();
        List<String> all = new ArrayList<>(strings(json.path("notes")));
        all.addAll(more);
        array(json, "notes", all);
        return Json.write(json);
    }

    private static Optional<RecordSyncResult> memories(JsonNode part) {
        return part.isObject()
                ? Optional.of(new RecordSyncResult(
                        part.path("pushed").asLong(),
                        part.path("pulled").asLong(),
                        part.path("deleted").asLong(),
                        part.path("parked").asLong(),
                        part.path("conflicts").asLong(),
                        strings(part.path("errors")),
                        part.path("refused").asBoolean(),
                        part.path("complete").asBoolean()))
                : Optional.empty();
    }

    /** What the user was told beside the result. */
    static List<String> notes(String report) {
        return strings(Json.read(report).path("notes"));
    }

    /** How the job stands and what its last try did. */
    static SyncReport of(Job job) {
        JsonNode json = Json.read(job.report().orElse("{}"));
        SyncReport.State state = state(job);
        return new SyncReport(
                job.id(),
                state,
                json.path("method").asText("none"),
                state == SyncReport.State.DONE,
                strings(json.path("files_uploaded")),
                strings(json.path("files_skipped")),
                json.path("bytes_transferred").asLong(),
                Duration.ofMillis(json.path("duration_millis").asLong()),
                text(json.path("upload_id")),
                attempts(json.path("attempts")),
                job.lastError(),
                job.triggeredBy(),
                strings(json.path("notes")),
                Json.map(json.path("details")),
                memories(json.path("memories")));
    }

    /** For a job that the state database does not have: it was set aside, or history has dropped the job. */
    static SyncReport unknown(String jobId) {
        return new SyncReport(
                jobId,
                SyncReport.State.PARKED,
                "none",
                false,
                List.of(),
                List.of(),
                0,
                Duration.ZERO,
                Optional.empty(),
                List.of(),
                Optional.of("This home does not know job " + jobId
                        + ": its state database was replaced, or the job ended long ago; sync again to be sure."),
                "unknown",
                List.of(),
                Map.of(),
                Optional.empty());
    }

    private static SyncReport.State state(Job job) {
        return switch (job.state()) {
            case PENDING, RUNNING -> SyncReport.State.PENDING;
            case DONE -> SyncReport.State.DONE;
            case PARKED -> SyncReport.State.PARKED;
            case CANCELLED -> SyncReport.State.CANCELLED;
        };
    }

    private static ObjectNode start(String method, Duration duration, List<Attempt> attempts) {
        ObjectNode json = Json.object();
        json.put("method", method);
        json.put("duration_millis", duration.toMillis());
        ArrayNode array = json.putArray("attempts");
        for (Attempt attempt : attempts) {
            ObjectNode each = array.addObject();
            each.put("method", attempt.method());
            each.put("success", attempt.success());
            each.put("duration_millis", attempt.duration().toMillis());
            attempt.error().ifPresent(error -> each.put("error", error));
        }
        return json;
    }

    private static List<Attempt> attempts(JsonNode array) {
        List<Attempt> attempts = new ArrayList<>();
        array.forEach(each -> attempts.add(new Attempt(
                each.path("method").asText(),
                each.path("success").asBoolean(),
                Duration.ofMillis(each.path("duration_millis").asLong()),
                text(each.path("error")))));
        return attempts;
    }

    private static void array(ObjectNode json, String name, List<String> values) {
        ArrayNode array = json.putArray(name);
        values.forEach(array::add);
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }
}
