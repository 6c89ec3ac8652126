package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.method.PlannedFile;
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
}
