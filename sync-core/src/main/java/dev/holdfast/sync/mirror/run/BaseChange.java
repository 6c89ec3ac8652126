package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.BaseEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a confirmed effect changes of what is remembered of a pair. Immutable.
 *
 * @param forgotten paths, spelled as they are remembered, that are remembered no more
 * @param remembered what is remembered from now on, in place of what was under its path
 */
public record BaseChange(List<String> forgotten, @Nullable BaseEntry remembered) {
    public BaseChange {
        forgotten = List.copyOf(forgotten);
    }

    boolean isEmpty() {
        return forgotten.isEmpty() && remembered == null;
    }
}
