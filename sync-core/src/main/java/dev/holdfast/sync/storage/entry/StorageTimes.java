package dev.holdfast.sync.storage.entry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What time it is at least by the storage's clock, told without asking it: at least the latest time that it gave
 * anything, plus what has passed since that was seen. Files may bear times of the future, so it is never later than this
 * machine's clock, which errs to the safe side. Thread-safe.
 */
public final class StorageTimes {
    private final Clock clock;
    private final LongSupplier nanos;
    private @Nullable Instant latest;
    private long seenAt;

    /** By this machine's clock and its count of nanoseconds. */
    public StorageTimes(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** The storage said that this is when it wrote something. */
    public synchronized void saw(Instant modified) {
        Instant byUs = clock.instant();
        Instant possible = modified.isAfter(byUs) ? byUs : modified;
        Instant now = byStorage();
        if (now == null || possible.isAfter(now)) {
            latest = possible;
            seenAt = nanos.getAsLong();
        }
    }

    /** The time by the storage's clock, or one before. */
    public synchronized Instant atLeast() {
        Instant byStorage = byStorage();
        Instant byUs = clock.instant();
        return byStorage == null ? Instant.MIN : byStorage.isBefore(byUs) ? byStorage : byUs;
    }

    private @Nullable Instant byStorage() {
        return latest == null ? null : latest.plus(Duration.ofNanos(nanos.getAsLong() - seenAt));
    }
}
