package dev.holdfast.sync.memory;

import java.util.Optional;

/**
 * A memory as the sync sees it.
 *
 * @param memory the memory, deleted or not, with what it says even if it is sensitive
 * @param link its record on the server, if one is known
 */
public record RecordItem(Memory memory, Optional<RecordLink> link) {
    /** Whether it was deleted here. */
    public boolean isDeleted() {
        return memory.deleted().isPresent();
    }

    /** What it says. */
    public NewMemory said() {
        return memory.chosen();
    }
}
