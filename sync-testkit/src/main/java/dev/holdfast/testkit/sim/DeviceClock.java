package dev.holdfast.testkit.sim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A device's idea of the time: it may be wrong, run too fast or slow, and be set. Simulated time begins in the year 2100,
 * so that nothing looks old to code that asks the machine's real clock.
 */
public final class DeviceClock extends Clock {
    /** When every simulation begins. */
    public static final Instant BEGIN = Instant.parse("2100-01-01T00:00:00Z");

    private static final long MILLION = 1_000_000;

    private final LongSupplier elapsed;
    private long trueNanos;
    private long ownNanos;
    private long partsPerMillion;

    DeviceClock(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    /** Sets it forward, or back when negative. What sleeps is not disturbed. */
    public void jump(Duration by) {
        ownNanos += by.toNanos();
    }

    /** From now on it is so many microseconds per second too fast, or too slow when negative. */
    public void drift(long microsPerSecond) {
        if (microsPerSecond <= -MILLION) {
            throw new IllegalArgumentException("a clock does not run backwards: " + microsPerSecond);
        }
        ownNanos = nanos();
        trueNanos = elapsed.getAsLong();
        partsPerMillion = microsPerSecond;
    }

    private long nanos() {
        long passed = elapsed.getAsLong() - trueNanos;
        return ownNanos + passed + passed / MILLION * partsPerMillion + passed % MILLION * partsPerMillion / MILLION;
    }

    /** How long it really takes until so much has passed on this clock. */
    long real(Duration own) {
        return (long) ((double) own.toNanos() * MILLION / (MILLION + partsPerMillion));
    }

    @Override
    public Instant instant() {
        return BEGIN.plusNanos(nanos());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        InstantSource source = () -> BEGIN.plusNanos(nanos());
        return source.withZone(zone);
    }
}
