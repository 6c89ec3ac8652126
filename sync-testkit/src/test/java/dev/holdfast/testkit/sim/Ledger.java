package dev.holdfast.testkit.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What was done to the keys of a storage, by many at once, and so what may be found under them. A value is a text that was
 * stored once only; {@link #NOTHING} stands for no object.
 */
final class Ledger {
    static final String NOTHING = "";

    private static final int OPEN = Integer.MAX_VALUE;

    /** Something that puts a value under a key between its begin and its end. */
    static final class Write {
        private final String value;
        private final boolean create;
        private final boolean survivesCrashes;
        private final int begin;
        private int end = OPEN;
        private boolean acknowledged;
        private boolean refused;

        private Write(String value, boolean create, boolean survivesCrashes, int begin) {
            this.value = value;
            this.create = create;
            this.survivesCrashes = survivesCrashes;
            this.begin = begin;
        }

        private boolean isOverBefore(Write other) {
            return end < other.begin;
        }

        private boolean isDelete() {
            return value.equals(NOTHING);
        }
    }

    private final Map<String, List<Write>> writes = new TreeMap<>();
    private int time;

    /** The keys that anything was ever done to. */
    Set<String> keys() {
        return writes.keySet();
    }

    int now() {
        return ++time;
    }

    Write begin(String key, String value, boolean create, boolean survivesCrashes) {
        Write write = new Write(value, create, survivesCrashes, now());
        of(key).add(write);
        return write;
    }

    void acknowledged(String key, Write write) {
        write.acknowledged = true;
        write.end = now();
        if (write.create) {
            requireOnlyCreate(key, write);
        }
    }

    /** A create of two at the same key may succeed only when something was deleted in between. */
    private void requireOnlyCreate(String key, Write create) {
        if (!possible(key, create.begin, create.end, false, create).contains(NOTHING)) {
            throw new AssertionError(key + " was created although it was there.");
        }
        for (Write other : of(key)) {
            boolean both = other != create && other.create && other.acknowledged && other.end > create.begin;
            if (both && of(key).stream().noneMatch(Write::isDelete)) {
                throw new AssertionError(key + " was created twice.");
            }
        }
    }

    /** The write did not happen, as something was there. */
    void refused(String key, Write create) {
        create.refused = true;
        create.end = now();
        Set<String> there = possible(key, create.begin, create.end, false, create);
        if (there.equals(Set.of(NOTHING))) {
            throw new AssertionError(key + " could not be created although nothing was there.");
        }
    }

    /** Whoever wrote is no more; the write happened or not, but does not happen later. */
    void abandoned(Write write) {
        if (write.end == OPEN) {
            write.end = now();
        }
    }

    /** What may be read between two times. */
    Set<String> possible(String key, int from, int to) {
        return possible(key, from, to, false, null);
    }

    /** What may be found after a crash that happens now. */
    Set<String> possibleAfterCrash(String key) {
        int crash = now();
        return possible(key, crash, crash, true, null);
    }

    private Set<String> possible(
            String key, int from, int to, boolean crash, @org.jspecify.annotations.Nullable Write without) {
        Set<String> values = new TreeSet<>();
        for (Write write : of(key)) {
            boolean replaced = of(key).stream()
                    .anyMatch(later -> later != without
                            && later.acknowledged
                            && (later.survivesCrashes || !crash)
                            && later.end < from
                            && write.isOverBefore(later));
            if (write != without && !write.refused && write.begin <= to && !replaced) {
                values.add(write.value);
            }
        }
        return values;
    }

    /** From now on it is known what is there. */
    void observed(String key, String value) {
        writes.remove(key);
        Write known = begin(key, value, false, true);
        acknowledged(key, known);
    }

    private List<Write> of(String key) {
        return writes.computeIfAbsent(key, absent -> {
            List<Write> history = new ArrayList<>();
            Write nothing = new Write(NOTHING, false, true, 0);
            nothing.end = 0;
            nothing.acknowledged = true;
            history.add(nothing);
            return history;
        });
    }
}
