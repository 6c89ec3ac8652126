package dev.holdfast.testkit;

import java.util.ArrayDeque;
import java.util.function.LongSupplier;

/**
 * Holds changes back until they are due, as a listing that is brought up to date by and by. Not thread-safe.
 *
 * @param <C> a change
 */
final class LaggingIndex<C> {
    /** Makes a change visible. */
    @FunctionalInterface
    interface Applier<C, E extends Exception> {
        void apply(C change) throws E;
    }

    private record Waiting<C>(C change, long due) {}

    private final ArrayDeque<Waiting<C>> waiting = new ArrayDeque<>();
    private final LongSupplier time;
    private final long lag;

    /** With a time that never goes back, in the unit of the lag. */
    LaggingIndex(LongSupplier time, long lag) {
        if (lag < 0) {
            throw new IllegalArgumentException("lag must not be negative: " + lag);
        }
        this.time = time;
        this.lag = lag;
    }

    void add(C change) {
        waiting.add(new Waiting<>(change, time.getAsLong() + lag));
    }

    /** Applies what is due, in order. A change that could not be applied stays due. */
    <E extends Exception> void applyDue(Applier<C, E> applier) throws E {
        apply(applier, time.getAsLong());
    }

    /** Applies everything. */
    <E extends Exception> void applyAll(Applier<C, E> applier) throws E {
        apply(applier, Long.MAX_VALUE);
    }

    private <E extends Exception> void apply(Applier<C, E> applier, long until) throws E {
        for (Waiting<C> first = waiting.peek(); first != null && first.due() <= until; first = waiting.peek()) {
            applier.apply(first.change());
            waiting.remove();
        }
    }
}
