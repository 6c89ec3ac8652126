package dev.holdfast.sync.outbox;

import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is to run jobs. One drainer of all on a home has the turn, and with it an operating-system lock, which the
 * system frees when its process dies: then the next one takes over at once. A process that stands still (stopped, or out
 * of luck with its machine) keeps its lock; when it has given no sign for as long as a lease holds, another takes the turn
 * under a second lock, and whatever the first one still says is not heard. No wall clock takes part. Used by one thread.
 */
final class Turns {
    /** A look that comes this late says more about the one who looks than about the one looked at. */
    private static final Duration REGULAR = Duration.ofSeconds(5);

    private static final List<String> LOCKS = List.of("drain.lock", "drain-2.lock", "drain-3.lock", "drain-4.lock");

    private final StateDatabase state;
    private final Outbox outbox;
    private final Path home;
    private final Duration patience;
    private final LongSupplier nanoTime;

    private @Nullable Row seen;
    private long seenSince;
    private long lastLook;

    /**
     * Prepares.
     *
     * @param patience how long the one whose turn it is may give no sign
     */
    Turns(StateDatabase state, Outbox outbox, Path home, Duration patience, LongSupplier nanoTime) {
        this.state = state;
        this.outbox = outbox;
        this.home = home;
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    private record Row(long number, String lock, long beat) {}

    /**
     * A turn.
     *
     * @param number its number; each turn has a higher one than those before
     * @param orphans how many jobs an earlier one had left running
     * @param lock held for as long as the turn lasts
     */
    record Turn(long number, int orphans, HomeLock lock) implements AutoCloseable {
        @Override
        public void close() {
            lock.close();
        }
    }

    /** Takes the turn if nobody has it, or if the one who has it stands still. Looks, and never waits. */
    Optional<Turn> tryTake() {
        Row row = state.read(Turns::row);
        Optional<HomeLock> lock = HomeLock.tryAcquire(home.resolve(row.lock()));
        if (lock.isPresent()) {
            seen = null;
            return claim(row, row.lock(), lock.get());
        }
        if (!standsStill(row)) {
            return Optional.empty();
        }
        for (String other : LOCKS) {
            Optional<HomeLock> free =
                    other.equals(row.lock()) ? Optional.empty() : HomeLock.tryAcquire(home.resolve(other));
            if (free.isPresent()) {
                seen = null;
                return claim(row, other, free.get());
            }
        }
        return Optional.empty();
    }

    /** Says that the one whose turn this is goes on; false when it is no longer its turn. */
    boolean beat(long number) {
        return state.write(connection ->
                        Sql.update(connection, "UPDATE drain_turn SET beat = beat + 1 WHERE number = ?", number))
                == 1;
    }

    private Optional<Turn> claim(Row row, String lockName, HomeLock lock) {
        boolean taken = false;
        try {
            int orphans = state.write(connection -> {
                int updated = Sql.update(
                        connection,
                        "UPDATE drain_turn SET number = number + 1, beat = 0, lock = ? WHERE number = ?",
                        lockName,
                        row.number());
                return updated == 1 ? outbox.reclaim(connection) : -1;
            });
            taken = orphans >= 0;
            return taken ? Optional.of(new Turn(row.number() + 1, orphans, lock)) : Optional.empty();
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    private boolean standsStill(Row row) {
        long now = nanoTime.getAsLong();
        boolean regular = now - lastLook < REGULAR.toNanos();
        lastLook = now;
        if (!row.equals(seen) || !regular) {
            seen = row;
            seenSince = now;
            return false;
        }
        return now - seenSince > patience.toNanos();
    }

    private static Row row(Connection connection) throws SQLException {
        return Sql.query(
                        connection,
                        "SELECT number, lock, beat FROM drain_turn",
                        row -> new Row(row.getLong("number"), row.getString("lock"), row.getLong("beat")))
                .get(0);
    }
}
