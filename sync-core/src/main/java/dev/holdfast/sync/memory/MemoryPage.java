package dev.holdfast.sync.memory;

import java.util.List;
import java.util.Optional;

/**
 * Some memories of a longer list. Sensitive ones in it do not say anything.
 *
 * @param memories in the list's order
 * @param next gets the next page from the same call; empty on the last one
 */
public record MemoryPage(List<Memory> memories, Optional<String> next) {
    /** No memory at all. */
    static final MemoryPage NONE = new MemoryPage(List.of(), Optional.empty());

    public MemoryPage {
        memories = List.copyOf(memories);
    }
}
