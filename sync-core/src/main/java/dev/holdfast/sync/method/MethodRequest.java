package dev.holdfast.sync.method;

import dev.holdfast.settings.SourceSetting;
import java.util.List;

/**
 * What a method is asked to sync.
 *
 * @param sources the sources, resolved: never empty, names unique
 * @param triggeredBy who asked, for the remote's records, such as {@code session_end}
 */
public record MethodRequest(List<SourceSetting> sources, String triggeredBy) {
    public MethodRequest {
        sources = List.copyOf(sources);
    }
}
