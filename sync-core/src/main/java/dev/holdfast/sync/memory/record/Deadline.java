package dev.holdfast.sync.memory.record;

import java.time.Duration;

/** When a call has to be over. For one thread. */
final class Deadline {
    /** An answer that flows more slowly does not come to an end in a time that makes sense. */
    private static final long LEAST_BYTES_PER_SECOND = 1024;

    private static final Duration LONGEST = Duration.ofHours(1);

    private final long limit;
    private final boolean flowing;
    private long end;
    private long last;

    private Deadline(Duration limit, boolean flowing) {
        long now = System.nanoTime();
        this.limit = limit.toNanos();
        this.flowing = flowing;
        this.end = now + this.limit;
        this.last = now + this.limit;
    }

    /** For a call that is over by then. */
    static Deadline in(Duration limit) {
        return new Deadline(limit, false);
    }

    /** For one that may take longer as long as no such time passes in silence, and enough flows altogether. */
    static Deadline flowing(Duration limit) {
        return new Deadline(limit, true);
    }

    /** How many nanoseconds are left; none when it is not positive. */
    long left() {
        return Math.min(end, last) - System.nanoTime();
    }

    /** So many bytes have come. */
    void flowed(long bytes) {
        if (flowing) {
            end = System.nanoTime() + limit;
            last += Math.min(LONGEST.toNanos(), bytes * 1_000_000_000L / LEAST_BYTES_PER_SECOND);
        }
    }

    /** Does something that does not count. */
    void aside(Runnable work) {
        long start = System.nanoTime();
        work.run();
        long time = System.nanoTime() - start;
        end += time;
        last += time;
    }
}
