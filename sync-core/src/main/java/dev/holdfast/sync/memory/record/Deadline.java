package dev.holdfast.sync.memory.record;

import java.time.Duration;

/** When a call has to be over. For one thread. */
final class Deadline {
    private long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration limit) {
        return new Deadline(System.nanoTime() + limit.toNanos());
    }

    /** How many nanoseconds are left; none when it is not positive. */
    long left() {
        return end - System.nanoTime();
    }

    /** Does something that does not count. */
    void aside(Runnable work) {
        long start = System.nanoTime();
        work.run();
        end += System.nanoTime() - start;
    }
}
