package dev.holdfast.sync.outbox;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** How long a job waits after a failure: 30 s, doubling to 10 min, spread a little so that homes do not march in step. */
final class Backoff {
    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 5;
    private static final double SPREAD = 0.2;

    private final DoubleSupplier random;

    /** @param random numbers from 0 up to, not including, 1 */
    Backoff(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * The wait after that many failures in a row: the doubled time less up to a fifth of it.
     *
     * @param failures at least 1
     */
    Duration after(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration wait = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
        return wait.minusMillis((long) (wait.toMillis() * SPREAD * random.getAsDouble()));
    }
}
