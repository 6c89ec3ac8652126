package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Capability;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Puts a {@link MemoryStorage} together; see {@link MemoryStorage#builder()}. */
public final class MemoryStorageBuilder {
    private static final int USUAL_LAG = 3;

    private final Set<Capability> capabilities = MemoryStorage.able();
    private Clock clock = Clock.systemUTC();
    private boolean byClock;
    private long lag = USUAL_LAG;

    MemoryStorageBuilder() {}

    /** The storage's own clock; the system's when not given. */
    public MemoryStorageBuilder clock(Clock other) {
        this.clock = other;
        return this;
    }

    /**
     * Takes capabilities away: what needs them is refused, what they promise is not kept. Without
     * {@link Capability#FRESH_LISTING} a listing lags by three operations when nothing else is said.
     */
    public MemoryStorageBuilder without(Capability... missing) {
        capabilities.removeAll(List.of(missing));
        return this;
    }

    /** A listing shows a change only when so many operations, listings among them, have begun since. */
    public MemoryStorageBuilder listingLag(int operations) {
        byClock = false;
        lag = operations;
        return without(Capability.FRESH_LISTING);
    }

    /** A listing shows a change only when so much time has passed on the storage's clock. */
    public MemoryStorageBuilder listingLag(Duration time) {
        byClock = true;
        lag = time.toMillis();
        return without(Capability.FRESH_LISTING);
    }

    /** The storage, empty. */
    public MemoryStorage build() {
        return new MemoryStorage(clock, capabilities, byClock, lag);
    }
}
