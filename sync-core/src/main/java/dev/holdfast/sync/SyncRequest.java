package dev.holdfast.sync;

import dev.holdfast.settings.SourceSetting;
import java.util.List;
import java.util.Map;

/**
 * A wish to sync.
 *
 * @param method {@code auto}, or the name of one method
 * @param enableFallback whether another method may step in when one fails
 * @param sources names of configured sources; empty means all
 * @param adHocSources sources that a person named by path on the command line; never filled from a tool call. When there
 *     are any, {@code sources} being empty means none of the configured ones
 * @param trigger who asks
 * @param attributes facts about the occasion to keep with the job, such as {@code session_id}, {@code working_directory}
 *     and {@code summary}
 */
public record SyncRequest(
        String method,
        boolean enableFallback,
        List<String> sources,
        List<SourceSetting> adHocSources,
        Trigger trigger,
        Map<String, String> attributes) {
    public SyncRequest {
        sources = List.copyOf(sources);
        adHocSources = List.copyOf(adHocSources);
        attributes = Map.copyOf(attributes);
    }

    /** All configured sources, any method, fallback allowed. */
    public static SyncRequest everything(Trigger trigger) {
        return new SyncRequest("auto", true, List.of(), List.of(), trigger, Map.of());
    }
}
