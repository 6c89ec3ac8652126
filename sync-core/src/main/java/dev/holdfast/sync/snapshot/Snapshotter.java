package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes consistent copies of live files, one {@link SnapshotUnit} at a time, so that the staging directory never holds
 * more than one.
 *
 * <p>What is guaranteed: a SQLite database is copied as of one committed state, whoever writes meanwhile; one that a crash
 * has left is recovered in the copy. A DuckDB database is copied with its log as of one committed state, and where DuckDB's
 * driver is found, the copy is opened to make sure. A file that only looks like a SQLite database, or is an encrypted one,
 * is copied as it is, with its log, only if nothing of it changed meanwhile. Any other file is not copied but read twice,
 * once to hash it and once to send it, and what is given is what it was, as long as it was then, at the first reading. What
 * keeps changing or stays locked ends, after a bounded wait, in a transient {@link SnapshotException}.
 *
 * <p>The sources are only read: no byte of theirs is written, and no file made beside them. Of a SQLite database in WAL
 * mode that is in use, or was when its program died, the index ({@code -shm}) is used as by any other reader. One thread at
 * a time.
 */
public final class Snapshotter implements AutoCloseable {
    private static final int TRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    /** So short because the lock of a busy database is free for moments only. */
    private static final Duration LOCK_PAUSE = Duration.ofMillis(3);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Staging staging;
    private final SeenUnits seen;
    private final SourceScan scan;
    private final CancelSignal cancel;
    private final Duration patience;
    private final Pause pause;
    private final Path drivers;
    private final PlainRead plain;
    private final GroupCopy group;
    private final SqliteCopy sqlite;
    private final DuckDbCopy duckDb;

    /**
     * Prepares; touches nothing yet. DuckDB's driver is looked for on the class path and in the directory {@code drivers}
     * beside the staging directory.
     *
     * @param staging where working copies may lie
     * @param excluded directories that are never part of a source, such as the staging and a remote in a folder
     * @param openHere SQLite databases that this process itself keeps open; their files are never opened directly
     * @param seen remembers what need not be read again
     * @param cancel stops the work
     */
    public Snapshotter(Path staging, Set<Path> excluded, Set<Path> openHere, SeenUnits seen, CancelSignal cancel) {
        this(new Staging(staging), drivers(staging), excluded, openHere, seen, cancel, PATIENCE, Pause.REAL);
    }

    /** One that reads everything each time. */
    public Snapshotter(Path staging, Set<Path> excluded, Set<Path> openHere, CancelSignal cancel) {
        this(staging, excluded, openHere, SeenUnits.NONE, cancel);
    }

    /**
     * With other staging and waits, for tests.
     *
     * @param patience how long a lock of somebody else is waited for
     */
    Snapshotter(
            Staging staging,
            Path drivers,
            Set<Path> excluded,
            Set<Path> openHere,
            CancelSignal cancel,
            Duration patience,
            Pause pause) {
        this(staging, drivers, excluded, openHere, SeenUnits.NONE, cancel, patience, pause);
    }

    private Snapshotter(
            Staging staging,
            Path drivers,
            Set<Path> excluded,
            Set<Path> openHere,
            SeenUnits seen,
            CancelSignal cancel,
            Duration patience,
            Pause pause) {
        Sniffer sniffer = new Sniffer(openHere);
        this.staging = staging;
        this.seen = seen;
        this.scan = new SourceScan(excluded, sniffer, cancel);
        this.cancel = cancel;
        this.patience = patience;
        this.pause = pause;
        this.drivers = drivers;
        this.plain = new PlainRead(cancel);
        this.group = new GroupCopy(staging, cancel);
        this.sqlite = new SqliteCopy(staging, group, sniffer, cancel);
        this.duckDb = new DuckDbCopy(staging, group, cancel);
    }

    private static Path drivers(Path staging) {
        return staging.resolveSibling("drivers");
    }

    /**
     * Finds what a source consists of, in a stable order. Symbolic links within it are not followed, special files are
     * left out; the source's own path may be a link.
     *
     * @throws SnapshotException when it is not there or can't be read at all; names it
     */
    public SourceContents scan(Path source) throws SnapshotException {
        return scan.contents(source);
    }

    /**
     * What a snapshot of the unit would hold, told without reading it: when one was taken lately, and nothing about the
     * unit looks different since.
     *
     * @return empty when only a snapshot can tell
     * @throws SnapshotException when the unit can't be looked at
     */
    public Optional<List<FileState>> unchanged(SnapshotUnit unit) throws SnapshotException {
        Optional<SeenUnits.Seen> before = seen.find(unit);
        return before.isPresent()
                        && before.get().look().equals(UnitLook.of(unit).text())
                ? before.map(SeenUnits.Seen::files)
                : Optional.empty();
    }

    /**
     * Takes a snapshot. The caller closes it before taking the next one.
     *
     * @return without files when the unit was deleted since it was found
     * @throws SnapshotException when it can't be had; others may still be taken
     */
    public Snapshot take(SnapshotUnit unit) throws SnapshotException {
        staging.clear();
        Instant now = seen.now();
        // Looked at before it is read, so that what changes meanwhile looks changed the next time.
        UnitLook look = UnitLook.of(unit);
        Snapshot snapshot = switch (unit.kind()) {
            case SQLITE -> takeSqlite(unit);
            case DUCKDB -> takeDuckDb(unit);
            case FILE -> takeFile(unit);
        };
        if (!snapshot.files().isEmpty() && look.isAtRest(now)) {
            seen.keep(
                    unit,
                    new SeenUnits.Seen(
                            look.text(),
                            now,
                            snapshot.files().stream().map(SnapshotFile::state).toList()));
        }
        return snapshot;
    }

    /** Writes what a snapshot is to hold. */
    @FunctionalInterface
    public interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /**
     * Keeps what is written to it, so that it is the same however often and however late it is read. The caller closes it
     * before taking a snapshot.
     *
     * @param path what its one file is called
     * @param bytes about how many there will be
     * @throws SnapshotException when there is no room, or the staging directory can't be used
     */
    public Snapshot written(String path, long bytes, Writing writing) throws SnapshotException {
        staging.clear();
        Path copy = staging.reserve(bytes);
        return new Snapshot(List.of(staging.write(path, seen.now(), copy, writing)), List.of(copy));
    }

    private Snapshot takeSqlite(SnapshotUnit unit) throws SnapshotException {
        long deadline = System.nanoTime() + patience.toNanos();
        int changed = 0;
        while (Fingerprint.of(unit.file()).exists()) {
            SqliteCopy.Try result = sqlite.tryOnce(unit);
            if (result.snapshot().isPresent()) {
                return result.snapshot().get();
            }
            if (result.locked()) {
                requireTime(deadline, unit);
                pause.pause(LOCK_PAUSE, cancel);
            } else {
                changed++;
                pauseAfter(changed, unit);
            }
        }
        return Snapshot.EMPTY;
    }

    private static void requireTime(long deadline, SnapshotUnit unit) throws SnapshotException {
        if (System.nanoTime() - deadline > 0) {
            throw new SnapshotException(
                    "The SQLite database " + unit.file()
                            + " is busy: another program holds it locked; it will be tried again.",
                    true,
                    null);
        }
    }

    private Snapshot takeDuckDb(SnapshotUnit unit) throws SnapshotException {
        boolean opened = true;
        for (int attempt = 1; Fingerprint.of(unit.file()).exists(); attempt++) {
            Optional<Snapshot> copy = duckDb.tryOnce(unit);
            if (copy.isPresent()) {
                opened = opens(copy.get());
                if (opened) {
                    return copy.get();
                }
                copy.get().close();
            }
            if (attempt == TRIES && !opened) {
                throw new SnapshotException(
                        "The copy of the DuckDB database " + unit.file() + " can't be opened with the driver that"
                                + " Holdfast has: if its own program opens it, put a driver of the same version into "
                                + drivers + ".",
                        false,
                        null);
            }
            pauseAfter(attempt, unit);
        }
        return Snapshot.EMPTY;
    }

    private boolean opens(Snapshot copy) throws SnapshotException {
        Path main = copy.staged().get(0);
        return DuckDbCopy.isEncrypted(main)
                || DuckDbDriver.in(drivers).map(driver -> driver.opens(main)).orElse(true);
    }

    private Snapshot takeFile(SnapshotUnit unit) throws SnapshotException {
        for (int attempt = 1; Fingerprint.of(unit.file()).exists(); attempt++) {
            Optional<Snapshot> copy =
                    SourceScan.hasSqliteLog(unit.file()) ? group.tryOnce(unit, Companion.SQLITE) : plain.tryOnce(unit);
            if (copy.isPresent()) {
                return copy.get();
            }
            pauseAfter(attempt, unit);
        }
        return Snapshot.EMPTY;
    }

    private void pauseAfter(int attempt, SnapshotUnit unit) throws SnapshotException {
        if (attempt >= TRIES) {
            throw new SnapshotException(
                    "The file " + unit.file() + " is busy: it changed each time it was copied; it will be tried again.",
                    true,
                    null);
        }
        pause.pause(FIRST_PAUSE.multipliedBy(1L << attempt), cancel);
    }

    /** Removes everything staged. */
    @Override
    public void close() throws SnapshotException {
        seen.flush();
        staging.close();
    }
}
