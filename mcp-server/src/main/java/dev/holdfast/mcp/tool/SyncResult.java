package dev.holdfast.mcp.tool;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.HoldfastTool.Answer;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.method.Attempt;
import dev.holdfast.sync.method.PlannedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders what a sync did, or would do. */
final class SyncResult {
    private static final String PLANNED = "planned";

    private SyncResult() {}

    static Map<String, Object> schema() {
        Map<String, Object> attempt = Schemas.result(Schemas.map(
                "method", Schemas.type("string", "The method that was tried."),
                "success", Schemas.type("boolean", "Whether it did the work."),
                "duration_seconds", Schemas.type("number", "How long it took."),
                "error", Schemas.nullable("string", "Why not, in one sentence.")));
        Map<String, Object> name = Schemas.map("type", "string");
        return Schemas.result(Schemas.map(
                "method", Schemas.type("string", "The method that did the work; none when none did yet."),
                "success", Schemas.type("boolean", "True only when everything asked for is on the remote, verified."),
                "state",
                        Schemas.choice(
                                List.of("done", "pending", "parked", "cancelled", PLANNED),
                                "pending: goes on by itself; parked: somebody must act; planned: a dry run."),
                "files_uploaded", Schemas.list(name, "Files sent, as source/path; at most " + Capped.ITEMS + "."),
                "files_uploaded_count", Schemas.type("integer", "How many files were sent."),
                "files_skipped", Schemas.list(name, "Files the remote already had; at most " + Capped.ITEMS + "."),
                "files_skipped_count", Schemas.type("integer", "How many files the remote already had."),
                "bytes_transferred", Schemas.type("integer", "Bytes sent, after compression."),
                "duration_seconds", Schemas.type("number", "How long the work took, waiting not counted."),
                "upload_id", Schemas.nullable("string", "The upload's id; null when nothing had changed."),
                "attempts", Schemas.list(attempt, "Each method's part, in the order of trying."),
                "error", Schemas.nullable("string", "What went wrong at the last try, in one sentence."),
                "triggered_by", Schemas.type("string", "Who asked for the sync."),
                "notes", Schemas.list(Schemas.map("type", "string"), "What the user should know all the same."),
                "details",
                        Schemas.type("object", "What only this method has to tell; its fields are the method's own."),
                "memories", memoriesSchema(),
                "job_id", Schemas.nullable("string", "The job; null for a dry run."),
                "plan", planSchema()));
    }

    private static Map<String, Object> memoriesSchema() {
        Map<String, Object> memories = Schemas.result(Schemas.map(
                "success",
                        Schemas.type(
                                "boolean",
                                "Whether all was done that could be: what is set aside or waits for the user's word does not count."),
                "pushed", Schemas.type("integer", "How many it got, new or changed."),
                "pulled", Schemas.type("integer", "How many came from it, new or changed."),
                "deleted", Schemas.type("integer", "How many were deleted on one side, as on the other."),
                "parked", Schemas.type("integer", "How many it was found not to take as they are."),
                "conflicts", Schemas.type("integer", "How many were changed on both sides; both versions are kept."),
                "errors", Schemas.texts("What went wrong or needs the user's word.")));
        memories.put("type", List.of("object", "null"));
        memories.put(
                "description", "What the memory API got and brought; null when the sync had nothing to do with one.");
        return memories;
    }

    private static @Nullable Map<String, Object> memories(Optional<RecordSyncResult> result) {
        return result.map(memories -> Schemas.map(
                        "success", memories.complete(),
                        "pushed", memories.pushed(),
                        "pulled", memories.pulled(),
                        "deleted", memories.deleted(),
                        "parked", memories.parked(),
                        "conflicts", memories.conflicts(),
                        "errors", memories.errors()))
                .orElse(null);
    }

    private static Map<String, Object> planSchema() {
        Map<String, Object> file = Schemas.result(Schemas.map(
                "source", Schemas.type("string", "The file's source."),
                "file", Schemas.type("string", "Its path within the source."),
                "size", Schemas.type("integer", "Its size in bytes, before compression."),
                "changed", Schemas.type("boolean", "Whether it would be sent.")));
        Map<String, Object> plan = Schemas.result(Schemas.map(
                "files", Schemas.list(file, "The files, those to be sent first; at most " + Capped.ITEMS + "."),
                "files_to_send", Schemas.type("integer", "How many files would be sent."),
                "bytes_to_send", Schemas.type("integer", "Their bytes, before compression."),
                "files_unchanged", Schemas.type("integer", "How many files the remote already has.")));
        plan.put("type", List.of("object", "null"));
        plan.put("description", "What would leave the machine; only for a dry run.");
        return plan;
    }

    static Answer of(SyncReport report) {
        Map<String, Object> fields = fields(report, null);
        boolean failed = report.state() == SyncReport.State.PARKED || report.state() == SyncReport.State.CANCELLED;
        return new Answer(fields, sentence(report), failed);
    }

    static Answer planned(SyncRequest request, List<PlannedFile> files) {
        List<PlannedFile> toSend = files.stream().filter(PlannedFile::changed).toList();
        List<PlannedFile> unchanged =
                files.stream().filter(file -> !file.changed()).toList();
        long bytes = toSend.stream().mapToLong(PlannedFile::size).sum();
        List<PlannedFile> ordered =
                Stream.concat(toSend.stream(), unchanged.stream()).toList();
        Map<String, Object> plan = Schemas.map(
                "files",
                Capped.items(ordered, PlannedFile::file).stream()
                        .map(SyncResult::planned)
                        .toList(),
                "files_to_send",
                toSend.size(),
                "bytes_to_send",
                bytes,
                "files_unchanged",
                unchanged.size());
        SyncReport nothingDone = new SyncReport(
                "",
                SyncReport.State.PENDING,
                "none",
                false,
                List.of(),
                List.of(),
                0,
                Duration.ZERO,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                request.trigger().label(),
                List.of(),
                Map.of(),
                Optional.empty());
        String sentence = toSend.isEmpty()
                ? "Nothing was sent, and a sync would send nothing: the remote has everything already."
                : "Nothing was sent. A sync would send " + Human.count(toSend.size(), "file") + ", "
                        + Human.bytes(bytes) + " before compression.";
        return new Answer(fields(nothingDone, plan), sentence, false);
    }

    private static Map<String, Object> planned(PlannedFile file) {
        return Schemas.map(
                "source", file.source(), "file", file.file(), "size", file.size(), "changed", file.changed());
    }

    private static Map<String, Object> fields(SyncReport report, @Nullable Map<String, Object> plan) {
        Map<String, Object> fields = Schemas.map(
                "method", report.method(),
                "success", report.success(),
                "state", plan == null ? report.state().name().toLowerCase(Locale.ROOT) : PLANNED,
                "files_uploaded", Capped.names(report.filesUploaded()),
                "files_uploaded_count", report.filesUploaded().size(),
                "files_skipped", Capped.names(report.filesSkipped()),
                "files_skipped_count", report.filesSkipped().size(),
                "bytes_transferred", report.bytesTransferred(),
                "duration_seconds", Seconds.of(report.duration()),
                "attempts", report.attempts().stream().map(SyncResult::attempt).toList(),
                "triggered_by", report.triggeredBy(),
                "notes", report.notes(),
                "details", report.details());
        fields.put("upload_id", report.uploadId().orElse(null));
        fields.put("error", report.error().orElse(null));
        fields.put("memories", memories(report.memories()));
        fields.put("job_id", plan == null ? report.jobId() : null);
        fields.put("plan", plan);
        return fields;
    }

    private static Map<String, Object> attempt(Attempt attempt) {
        Map<String, Object> fields = Schemas.map(
                "method", attempt.method(),
                "success", attempt.success(),
                "duration_seconds", Seconds.of(attempt.duration()));
        fields.put("error", attempt.error().orElse(null));
        return fields;
    }

    private static String sentence(SyncReport report) {
        String error = report.error().orElse("no reason is known.");
        return switch (report.state()) {
            case DONE ->
                String.join(
                        " ",
                        Stream.of(Stream.of(done(report)), memories(report).stream(), report.notes().stream())
                                .flatMap(part -> part)
                                .toList());
            case PENDING ->
                report.error().isPresent()
                        ? "The last try failed: " + error + " Job " + report.jobId() + " will be tried again by itself."
                        : "The sync is not done yet; job " + report.jobId()
                                + " goes on in the background, and sync_status tells how it stands.";
            case PARKED -> "The sync failed, and somebody must act before it can go on: " + error;
            case CANCELLED -> "The sync was cancelled.";
        };
    }

    /** What there is to say of memories, for people. */
    static List<String> memories(SyncReport report) {
        if (report.memories().isEmpty()) {
            return List.of();
        }
        RecordSyncResult memories = report.memories().get();
        List<String> sentences = new ArrayList<>();
        sentences.add("Memories: " + memories.pushed() + " sent to the memory API, " + memories.pulled() + " received, "
                + memories.deleted() + " deleted.");
        if (memories.parked() > 0) {
            sentences.add(memories.parked() + " of them it does not take as they are; the status says which and why.");
        }
        if (memories.conflicts() > 0) {
            sentences.add(memories.conflicts() + " were changed here and elsewhere at once, and both versions are kept;"
                    + " 'holdfast memory list --conflicts' shows them.");
        }
        if (memories.complete() || report.state() == SyncReport.State.DONE) {
            sentences.addAll(memories.errors());
        }
        return sentences;
    }

    private static String done(SyncReport report) {
        if (report.attempts().isEmpty() && report.memories().isPresent()) {
            return report.memories().get().complete()
                    ? "Everything is safe: there is nothing to keep but memories."
                    : "There is nothing to keep but memories, and these are not in step with the memory API yet.";
        }
        int sent = report.filesUploaded().size();
        return sent == 0
                ? "Everything is safe: the remote already had all of it, so nothing was sent."
                : "Everything is safe: " + Human.count(sent, "file") + " sent ("
                        + Human.bytes(report.bytesTransferred())
                        + ") by the method " + report.method() + ", "
                        + report.filesSkipped().size()
                        + " unchanged.";
    }
}
