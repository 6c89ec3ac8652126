package dev.holdfast.sync.storage;

import java.time.Duration;

/**
 * How often and after how long a request is tried again.
 *
 * @param maxRetries tries after the first one
 * @param backoff the wait before the first retry; each next one is twice as long
 */
public record RetryPolicy(int maxRetries, Duration backoff) {
    /** The most that a wait is stretched, so that many clients don't come back at the same instant. */
    public static final double JITTER = 0.2;

    /** Longer than this nobody waits inside a request: the job is tried again later instead. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    public RetryPolicy {
        if (maxRetries < 0 || backoff.isNegative()) {
            throw new IllegalArgumentException("must not be negative: " + maxRetries + ", " + backoff);
        }
    }

    /**
     * The wait before a retry.
     *
     * @param retry 1 for the first
     * @param chance from 0 to 1, how far to stretch it
     */
    public Duration wait(int retry, double chance) {
        double nanos = (double) backoff.toNanos() * Math.pow(2, retry - 1) * (1 + JITTER * chance);
        return Duration.ofNanos((long) Math.min(nanos, (double) LONGEST_WAIT.toNanos()));
    }
}
