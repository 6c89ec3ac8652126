package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Copies a SQLite database without changing anything beside it, in the way that its state asks for.
 *
 * <p>A database that other programs have open is read through SQLite like any reader does. In WAL mode SQLite would make a
 * log and an index beside a database that has none, and fold in a log that a crash has left; so a database that nobody has
 * open is read without locks, under a guard, and where there is something to recover that is done in a copy.
 */
final class SqliteCopy {
    /** Where the header says how the database is read, and the value that stands for a log. */
    private static final int READ_VERSION = 19;

    private static final byte WITH_LOG = 2;

    private final Staging staging;
    private final GroupCopy group;
    private final Sniffer sniffer;
    private final CancelSignal cancel;

    SqliteCopy(Staging staging, GroupCopy group, Sniffer sniffer, CancelSignal cancel) {
        this.staging = staging;
        this.group = group;
        this.sniffer = sniffer;
        this.cancel = cancel;
    }

    /** What a try came to: the snapshot, or whether it was a lock that was in the way. */
    record Try(Optional<Snapshot> snapshot, boolean locked) {
        private static final Try CHANGED = new Try(Optional.empty(), false);
        private static final Try LOCKED = new Try(Optional.empty(), true);

        private static Try of(Optional<Snapshot> snapshot) {
            return new Try(snapshot, false);
        }
    }

    private enum State {
        IN_USE,
        AT_REST,
        CUT_SHORT
    }

    /** Makes one try. */
    Try tryOnce(SnapshotUnit unit) throws SnapshotException {
        boolean openHere = isOpenHere(unit.file());
        return switch (openHere ? State.IN_USE : state(unit.file())) {
            case IN_USE -> shared(unit, openHere);
            case AT_REST -> alone(unit);
            case CUT_SHORT -> recovered(unit);
        };
    }

    private boolean isOpenHere(Path file) throws SnapshotException {
        try {
            return sniffer.isOpenHere(file);
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        }
    }

    private static State state(Path file) throws SnapshotException {
        Fingerprint journal = Fingerprint.of(Companion.SQLITE_JOURNAL.of(file));
        if (!hasLogMode(file)) {
            return State.IN_USE; // which makes nothing in this mode, and finds out about a journal itself
        }
        boolean log = Fingerprint.of(Companion.SQLITE_LOG.of(file)).exists();
        boolean index = Fingerprint.of(Companion.SQLITE_INDEX.of(file)).exists();
        if (log && index) {
            return State.IN_USE;
        }
        boolean mayHaveChanged = Fingerprint.of(file).isFresh(Instant.now());
        return log || journal.size() > 0 || mayHaveChanged ? State.CUT_SHORT : State.AT_REST;
    }

    private static boolean hasLogMode(Path file) throws SnapshotException {
        ByteBuffer version = ByteBuffer.allocate(1);
        Sniffer.SQLITE_GATE.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            Sniffer.read(channel, version, READ_VERSION);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw SourceScan.unreadable(file, e);
        } finally {
            Sniffer.SQLITE_GATE.unlock();
        }
        return version.get(0) == WITH_LOG;
    }

    private Try shared(SnapshotUnit unit, boolean openHere) throws SnapshotException {
        Fingerprint print = Fingerprint.of(unit.file());
        long log = Fingerprint.of(Companion.SQLITE_LOG.of(unit.file())).size();
        Path copy = staging.reserve(print.size() + log);
        SqliteBackup.Outcome outcome = SqliteBackup.copy(unit.file(), SqliteBackup.Access.SHARED, copy);
        if (openHere && outcome != SqliteBackup.Outcome.COPIED) {
            return Try.LOCKED; // any other way would take this process's locks away
        }
        return switch (outcome) {
            case COPIED -> Try.of(Optional.of(describe(unit, print, copy)));
            case BUSY -> Try.LOCKED;
            case NOT_READ_ONLY -> recovered(unit);
            case NOT_A_DATABASE -> Try.of(asItIs(unit));
        };
    }

    private Try alone(SnapshotUnit unit) throws SnapshotException {
        List<Fingerprint> before = fingerprints(unit.file());
        Path copy = staging.reserve(before.get(0).size());
        SqliteBackup.Outcome outcome = SqliteBackup.copy(unit.file(), SqliteBackup.Access.ALONE, copy);
        if (!before.equals(fingerprints(unit.file()))) {
            staging.clear();
            return Try.CHANGED;
        }
        return outcome == SqliteBackup.Outcome.COPIED
                ? Try.of(Optional.of(describe(unit, before.get(0), copy)))
                : Try.of(asItIs(unit));
    }

    private static List<Fingerprint> fingerprints(Path file) throws SnapshotException {
        return List.of(
                Fingerprint.of(file),
                Fingerprint.of(Companion.SQLITE_LOG.of(file)),
                Fingerprint.of(Companion.SQLITE_JOURNAL.of(file)));
    }

    private Try recovered(SnapshotUnit unit) throws SnapshotException {
        Optional<Snapshot> copied = asItIs(unit);
        if (copied.isEmpty()) {
            return Try.CHANGED;
        }
        Snapshot raw = copied.get();
        long size = raw.files().stream().mapToLong(SnapshotFile::size).sum();
        Path copy = staging.reserve(size);
        SqliteBackup.Outcome outcome = SqliteBackup.copy(raw.staged().get(0), SqliteBackup.Access.OWN, copy);
        if (outcome != SqliteBackup.Outcome.COPIED) {
            raw.close(); // SQLite may have written to it
            return Try.of(asItIs(unit));
        }
        Snapshot whole = describe(unit, Fingerprint.of(unit.file()), copy);
        raw.close();
        return Try.of(Optional.of(whole));
    }

    private Optional<Snapshot> asItIs(SnapshotUnit unit) throws SnapshotException {
        Sniffer.SQLITE_GATE.lock();
        try {
            return group.tryOnce(unit, Companion.SQLITE);
        } finally {
            Sniffer.SQLITE_GATE.unlock();
        }
    }

    private Snapshot describe(SnapshotUnit unit, Fingerprint print, Path copy) throws SnapshotException {
        LiveFile.Read read = LiveFile.read(copy, Long.MAX_VALUE, cancel);
        SnapshotFile file = SnapshotFile.staged(unit.path(), unit.kind(), read, print.modifiedAt(), copy);
        return new Snapshot(List.of(file), List.of(copy));
    }
}
