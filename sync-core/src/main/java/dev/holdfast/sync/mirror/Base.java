package dev.holdfast.sync.mirror;

import java.util.Collection;
import java.util.List;

/**
 * All that is remembered of a pair. Immutable.
 *
 * @param entries one for each path where both sides were equal once, in any order
 * @param established whether a run has got to its end; until then the initial preference holds
 */
public record Base(List<BaseEntry> entries, boolean established) {
    /** Of a pair that never ran. */
    public static final Base EMPTY = new Base(List.of(), false);

    public Base {
        entries = List.copyOf(entries);
    }

    /** Of a pair that ran to its end. */
    public static Base of(Collection<BaseEntry> entries) {
        return new Base(List.copyOf(entries), true);
    }
}
