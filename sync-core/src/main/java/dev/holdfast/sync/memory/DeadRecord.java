package dev.holdfast.sync.memory;

import java.util.Set;

/**
 * A record that was retired before it was heard what it said last: another machine may have changed it just before.
 *
 * @param record its id
 * @param memory the memory that it was linked to
 * @param known the fingerprints of what it was known to say, or was told to by us
 */
public record DeadRecord(long record, String memory, Set<String> known) {}
