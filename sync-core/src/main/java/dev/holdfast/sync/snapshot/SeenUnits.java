package dev.holdfast.sync.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Remembers what units looked like from outside, and what the snapshots taken then held, so that what has not changed
 * since need not be read again. Losing any of it costs time alone. Thread-safe.
 */
public interface SeenUnits {
    /** Remembers nothing. */
    SeenUnits NONE = new SeenUnits() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public Optional<Seen> find(SnapshotUnit unit) {
            return Optional.empty();
        }

        @Override
        public void keep(SnapshotUnit unit, Seen seen) {}

        @Override
        public void flush() {}
    };

    /**
     * A unit as it was.
     *
     * @param look how it looked before it was read
     * @param at when that was
     * @param files what it then held
     */
    record Seen(String look, Instant at, List<FileState> files) {
        public Seen {
            files = List.copyOf(files);
        }
    }

    /** The time of day by which looks are dated, and which tells whether a file has been at rest. */
    Instant now();

    /** What was last kept of this unit at this place. */
    Optional<Seen> find(SnapshotUnit unit);

    /** Remembers it, in place of what was kept of this unit before, at the latest with the next {@link #flush}. */
    void keep(SnapshotUnit unit, Seen seen);

    /** Makes what was kept last. A failure is logged and nothing more: there is nothing to be lost. */
    void flush();
}
