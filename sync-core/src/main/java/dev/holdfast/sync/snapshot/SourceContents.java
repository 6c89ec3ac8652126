package dev.holdfast.sync.snapshot;

import java.util.List;

/**
 * What a source consists of.
 *
 * @param units what can be taken, in a stable order
 * @param unread what is there and can't even be looked at
 */
public record SourceContents(List<SnapshotUnit> units, List<UnreadPart> unread) {
    public SourceContents {
        units = List.copyOf(units);
        unread = List.copyOf(unread);
    }
}
