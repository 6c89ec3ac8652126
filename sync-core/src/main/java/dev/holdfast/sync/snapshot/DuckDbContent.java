package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/**
 * The content of a DuckDB database as of one committed state, whatever its program does meanwhile: it is read from a copy,
 * and the live file is neither opened by DuckDB nor locked. Needs DuckDB's driver, as {@link Snapshotter} looks for it.
 * Closing it removes the copy. One thread at a time.
 */
public final class DuckDbContent implements AutoCloseable {
    /** What the database is called in {@link #connection}. */
    public static final String CATALOG = DuckDbDriver.COPIED;

    private final Snapshotter snapshotter;
    private final Snapshot snapshot;
    private final Connection connection;

    private DuckDbContent(Snapshotter snapshotter, Snapshot snapshot, Connection connection) {
        this.snapshotter = snapshotter;
        this.snapshot = snapshot;
        this.connection = connection;
    }

    /** Whether DuckDB's driver is there, so that content can be had at all. Loads nothing. */
    public static boolean isPossible(Path staging) {
        return DuckDbDriver.isThere(drivers(staging));
    }

    /**
     * Whether the file is a DuckDB database, by its first bytes.
     *
     * @param openHere SQLite databases that this process itself keeps open; see {@link Snapshotter}
     */
    public static boolean isDatabase(Path file, Set<Path> openHere) {
        try {
            return Files.isRegularFile(file) && new Sniffer(openHere).kindOf(file, Files.size(file)) == FileKind.DUCKDB;
        } catch (IOException e) {
            return false; // what can't be read is not known to be one, and reading it will say why
        }
    }

    /**
     * Copies the database and opens the copy.
     *
     * @param staging where the copy may lie; drivers are looked for beside it
     * @throws SnapshotException when it can't be copied or opened; one sentence that names it
     */
    public static DuckDbContent of(Path file, Path staging, CancelSignal cancel) throws SnapshotException {
        DuckDbDriver driver = DuckDbDriver.in(drivers(staging))
                .orElseThrow(() -> unusable(file, "DuckDB's driver is missing: put its jar into " + drivers(staging)));
        Snapshotter snapshotter = new Snapshotter(staging, Set.of(), Set.of(), cancel);
        try {
            Snapshot snapshot =
                    snapshotter.take(new SnapshotUnit(String.valueOf(file.getFileName()), file, FileKind.DUCKDB));
            if (snapshot.files().isEmpty()) {
                throw new SnapshotException("The DuckDB database " + file + " is not there any more.", true, null);
            }
            Path copy = snapshot.staged().get(0);
            if (DuckDbCopy.isEncrypted(copy)) {
                throw unusable(file, "it is encrypted");
            }
            return new DuckDbContent(snapshotter, snapshot, driver.open(copy));
        } catch (SQLException e) {
            snapshotter.close();
            throw new SnapshotException("The copy of the DuckDB database " + file + " can't be opened.", false, e);
        } catch (SnapshotException | RuntimeException e) {
            snapshotter.close();
            throw e;
        }
    }

    private static SnapshotException unusable(Path file, String why) {
        return new SnapshotException("The DuckDB database " + file + " can't be read, as " + why + ".", false, null);
    }

    private static Path drivers(Path staging) {
        return staging.resolveSibling("drivers");
    }

    /** Has the database as {@link #CATALOG}, read-only. */
    public Connection connection() {
        return connection;
    }

    /** The size of the database's main file. */
    public long size() {
        return snapshot.files().get(0).size();
    }

    @Override
    public void close() throws SnapshotException {
        try (snapshotter;
                snapshot) {
            connection.close();
        } catch (SQLException e) {
            throw new SnapshotException("A copy of a DuckDB database could not be closed.", true, e);
        }
    }
}
