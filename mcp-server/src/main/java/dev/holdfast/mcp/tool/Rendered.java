package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.VerifyReport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The fields that tools answer with, for the command line's {@code --json}: one set of names for both doors. The maps hold
 * plain JSON values and may hold nulls.
 */
public final class Rendered {
    private Rendered() {}

    /** As {@code sync_to_remote} answers. */
    public static Map<String, Object> report(SyncReport report) {
        return SyncResult.of(report).fields();
    }

    /** What it did with memories, one sentence each. */
    public static List<String> memories(SyncReport report) {
        return SyncResult.memories(report);
    }

    /** As {@code sync_to_remote} answers a dry run. */
    public static Map<String, Object> plan(SyncRequest request, List<PlannedFile> files) {
        return SyncResult.planned(request, files).fields();
    }

    /** As {@code sync_status} answers. */
    public static Map<String, Object> status(SyncStatus status, Settings settings, String version) {
        return StatusResult.of(status, settings, version).fields();
    }

    /** The part of {@link #status} that is about the queue. */
    public static Map<String, Object> queue(SyncStatus.Queue queue) {
        return StatusResult.queue(queue);
    }

    /** As the tool {@code restore} answers, with the names of the files, which a person may read. */
    public static Map<String, Object> restore(RestoreReport report) {
        Map<String, Object> fields = RestoreResult.fields(report);
        fields.put("files_restored", report.restored());
        fields.put("files_unchanged", report.unchanged());
        fields.put("kept_aside", report.keptAside().stream().map(Path::toString).toList());
        fields.put("problems", problems(report.problems()));
        return fields;
    }

    /** A memory with all that it says. */
    public static Map<String, Object> memory(Memory memory) {
        return memory(memory, true);
    }

    /** A page of memories; the sensitive ones say nothing. */
    public static Map<String, Object> memories(MemoryPage page) {
        Map<String, Object> fields = Schemas.map(
                "memories",
                page.memories().stream().map(memory -> memory(memory, false)).toList());
        fields.put("next_cursor", page.next().orElse(null));
        return fields;
    }

    private static Map<String, Object> memory(Memory memory, boolean shown) {
        Map<String, Object> fields = MemoryFields.fields(memory, NewMemory.MOST_CONTENT, shown);
        fields.remove("content_truncated");
        fields.put("deleted_at", memory.deleted().map(Instant::toString).orElse(null));
        return fields;
    }

    /** What could be restored. */
    public static Map<String, Object> restorePoints(RestorePoints points) {
        return Schemas.map(
                "system_id", points.systemId(),
                "uploads", points.points().stream().map(Rendered::restorePoint).toList(),
                "other_systems", points.otherSystems());
    }

    private static Map<String, Object> restorePoint(RestorePoints.Point point) {
        Map<String, Object> fields = Schemas.map(
                "upload_id", point.uploadId(),
                "at", point.at().toString(),
                "triggered_by", point.triggeredBy(),
                "sources",
                        point.sources().stream()
                                .map(source -> Schemas.map(
                                        "name", source.name(), "files", source.files(), "bytes", source.bytes()))
                                .toList());
        fields.put("error", point.problem().orElse(null));
        return fields;
    }

    /** What a check of the remote found. */
    public static Map<String, Object> verify(VerifyReport report) {
        return Schemas.map(
                "success", report.success(),
                "system_id", report.systemId(),
                "uploads", report.uploads(),
                "uploads_unfinished", report.unfinished(),
                "files", report.files(),
                "objects", report.objects(),
                "bytes", report.bytes(),
                "bytes_read", report.bytesRead(),
                "problems", problems(report.problems()),
                "duration_seconds", Seconds.of(report.duration()));
    }

    /** What letting go of old uploads did, or would do. */
    public static Map<String, Object> prune(PruneReport report, boolean dryRun) {
        return Schemas.map(
                "dry_run", dryRun,
                "system_id", report.systemId(),
                "kept", report.kept(),
                "forgotten", report.forgotten(),
                "unreadable", report.unreadable(),
                "objects_removed", report.objectsRemoved(),
                "bytes_removed", report.bytesRemoved(),
                "uploads_waiting", report.waiting());
    }

    private static List<Map<String, Object>> problems(List<RemoteProblem> problems) {
        return problems.stream()
                .map(problem ->
                        Schemas.map("file", problem.file(), "object", problem.object(), "error", problem.sentence()))
                .toList();
    }
}
