package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.tool.HoldfastTool.Answer;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.method.Availability;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Renders how things stand. */
final class StatusResult {
    private StatusResult() {}

    static Map<String, Object> schema() {
        return Schemas.result(Schemas.map(
                "synced", Schemas.type("boolean", "Whether everything that should be kept is kept, verified."),
                "version", Schemas.type("string", "Holdfast's version."),
                "home", Schemas.type("string", "The directory that holds all state."),
                "queue", queueSchema(),
                "sources", Schemas.list(sourceSchema(), "Each source; at most " + Capped.ITEMS + "."),
                "sources_count", Schemas.type("integer", "How many sources there are."),
                "remotes", Schemas.list(remoteSchema(), "Each method and whether its remote can be reached now."),
                "last_success", Schemas.nullable("string", "When a sync last succeeded (ISO 8601, UTC)."),
                "last_error", Schemas.nullable("string", "The last failure that no success has followed."),
                "settings", Schemas.list(settingSchema(), "The settings in force, without secrets."),
                "notes", Schemas.list(Schemas.map("type", "string"), "What the user should know."),
                "suggestions",
                        Schemas.list(
                                Schemas.map("type", "string"),
                                "Other memory found on this machine; it is kept only once the user names it."),
                "memories", MemoryStatus.schema()));
    }

    private static Map<String, Object> queueSchema() {
        Map<String, Object> queue = Schemas.result(Schemas.map(
                "pending", Schemas.type("integer", "Jobs waiting for their first or next try."),
                "running", Schemas.type("integer", "Jobs being worked on."),
                "failed", Schemas.type("integer", "Of the pending ones, those whose last try failed."),
                "parked", Schemas.type("integer", "Jobs that wait for somebody to act."),
                "interrupted", Schemas.type("integer", "Of the pending ones, those whose process ended at work."),
                "next_attempt_at", Schemas.nullable("string", "When the next pending job is due (ISO 8601, UTC)."),
                "oldest_pending_seconds", Schemas.nullable("number", "Age of the oldest job that has not ended.")));
        queue.put("description", "The jobs.");
        return queue;
    }

    private static Map<String, Object> sourceSchema() {
        return Schemas.result(Schemas.map(
                "name", Schemas.type("string", "Its name, as sync_to_remote takes it."),
                "path", Schemas.type("string", "Where it lies."),
                "exists", Schemas.type("boolean", "Whether something is there."),
                "last_success", Schemas.nullable("string", "When it was last confirmed on the remote."),
                "age_seconds", Schemas.nullable("number", "How long ago that was."),
                "upload_id", Schemas.nullable("string", "The newest upload that tells of it."),
                "bytes", Schemas.type("integer", "Its size then."),
                "last_error", Schemas.nullable("string", "Its last failure that no success has followed.")));
    }

    private static Map<String, Object> remoteSchema() {
        return Schemas.result(Schemas.map(
                "method", Schemas.type("string", "The method."),
                "reachable", Schemas.type("boolean", "Whether it can be used now."),
                "configured", Schemas.type("boolean", "Whether the settings name it at all."),
                "reason", Schemas.type("string", "What is in use, or what is missing and what to do.")));
    }

    private static Map<String, Object> settingSchema() {
        return Schemas.result(Schemas.map(
                "name", Schemas.type("string", "The setting."),
                "value", Schemas.type("string", "Its value; never a secret's."),
                "origin", Schemas.type("string", "Where the value came from.")));
    }

    static Answer of(SyncStatus status, Settings settings, String version) {
        Map<String, Object> fields = Schemas.map(
                "synced", status.synced(),
                "version", version,
                "home", status.home().toString(),
                "queue", queue(status.queue()),
                "sources",
                        Capped.items(status.sources(), source -> source.path().toString()).stream()
                                .map(StatusResult::source)
                                .toList(),
                "sources_count", status.sources().size(),
                "remotes",
                        status.remotes().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(remote -> remote(remote.getKey(), remote.getValue()))
                                .toList(),
                "settings",
                        settings.describe().stream()
                                .map(line -> Schemas.map(
                                        "name", line.name(), "value", line.value(), "origin", line.origin()))
                                .toList(),
                "notes", Capped.names(status.notes()),
                "suggestions", Capped.names(status.suggestions()));
        fields.put("last_success", status.lastSuccess().map(Instant::toString).orElse(null));
        fields.put("last_error", status.lastError().orElse(null));
        fields.put("memories", MemoryStatus.fields(status));
        return new Answer(fields, sentence(status), false);
    }

    static Map<String, Object> queue(SyncStatus.Queue queue) {
        Map<String, Object> fields = Schemas.map(
                "pending", queue.pending(),
                "running", queue.running(),
                "failed", queue.failed(),
                "parked", queue.parked(),
                "interrupted", queue.interrupted());
        fields.put(
                "next_attempt_at", queue.nextAttemptAt().map(Instant::toString).orElse(null));
        fields.put(
                "oldest_pending_seconds", queue.oldestPending().map(Seconds::of).orElse(null));
        return fields;
    }

    private static Map<String, Object> source(SyncStatus.Source source) {
        Map<String, Object> fields = Schemas.map(
                "name", source.name(),
                "path", source.path().toString(),
                "exists", source.exists(),
                "bytes", source.bytes());
        fields.put("last_success", source.lastSuccess().map(Instant::toString).orElse(null));
        fields.put("age_seconds", source.age().map(Seconds::of).orElse(null));
        fields.put("upload_id", source.uploadId().orElse(null));
        fields.put("last_error", source.lastError().orElse(null));
        return fields;
    }

    private static Map<String, Object> remote(String method, Availability remote) {
        return Schemas.map(
                "method", method,
                "reachable", remote.available(),
                "configured", remote.configured(),
                "reason", remote.reason());
    }

    private static String sentence(SyncStatus status) {
        if (status.synced()) {
            return "Everything is safe on the remote.";
        }
        if (status.sources().isEmpty() && status.memoryApi().isEmpty()) {
            return "Nothing is synced: the settings name no source.";
        }
        SyncStatus.Queue queue = status.queue();
        List<String> counts = List.of(
                queue.pending() + " pending"
                        + (queue.interrupted() > 0 ? " (" + queue.interrupted() + " interrupted)" : ""),
                queue.running() + " running",
                queue.parked() + " waiting for somebody to act");
        return "Not everything is safe yet; jobs: " + String.join(", ", counts) + "."
                + status.memoryApi()
                        .map(api -> " " + MemoryStatus.sentence(api.standing()))
                        .orElse("")
                + status.lastError().map(error -> " Last error: " + error).orElse("");
    }
}
