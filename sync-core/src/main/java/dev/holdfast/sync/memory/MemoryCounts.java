package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many memories there are.
 *
 * @param total all that are not deleted
 * @param byCategory of these, those of each category, by name
 * @param sensitive of these, the sensitive ones
 * @param lastChange when anything was last stored, brought in, changed or deleted here
 */
public record MemoryCounts(long total, Map<String, Long> byCategory, long sensitive, Optional<Instant> lastChange) {
    /** Nothing was ever stored. */
    public static final MemoryCounts NONE = new MemoryCounts(0, Map.of(), 0, Optional.empty());

    public MemoryCounts {
        byCategory = Collections.unmodifiableMap(new LinkedHashMap<>(byCategory));
    }
}
