package dev.holdfast.sync.snapshot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/** Copies a SQLite database through SQLite: consistent whatever other processes write, in WAL and rollback modes. */
final class SqliteBackup {
    private static final int BUSY_MILLIS = 10_000;
    private static final int ALL_PAGES = -1;
    private static final int PRIMARY_CODE = 0xff;

    /** How it went. */
    enum Outcome {
        /** The copy is there. */
        COPIED,
        /** SQLite can't make sense of the file (encrypted, foreign, damaged), or may not open it as a database. */
        NOT_OURS_TO_OPEN
    }

    private SqliteBackup() {}

    static Outcome copy(Path database, Path target) throws SnapshotException {
        Sniffer.SQLITE_GATE.lock();
        try {
            backup(database, target);
            return Outcome.COPIED;
        } catch (SQLiteException e) {
            return onFailure(database, e);
        } catch (SQLException e) {
            throw new SnapshotException("The SQLite database " + database + " could not be read.", true, e);
        } finally {
            Sniffer.SQLITE_GATE.unlock();
        }
    }

    private static void backup(Path database, Path target) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(BUSY_MILLIS);
        // As a URI, because the driver takes a question mark in a plain name for the start of its options.
        try (Connection connection = config.createConnection("jdbc:sqlite:" + uri(database));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
            connection.setAutoCommit(false);
            // Reading once inside the transaction pins the state; without it each step could see another one.
            try (ResultSet pinned = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
                pinned.next();
            }
            int code = connection
                    .unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .backup("main", target.toString(), null, 100, BUSY_MILLIS / 100, ALL_PAGES);
            connection.rollback();
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLiteException("backup failed", SQLiteErrorCode.getErrorCode(code));
            }
        }
    }

    private static String uri(Path database) {
        return database.toUri().toASCIIString();
    }

    private static Outcome onFailure(Path database, SQLiteException failure) throws SnapshotException {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(failure.getResultCode().code & PRIMARY_CODE);
        return switch (code) {
            case SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
                Outcome.NOT_OURS_TO_OPEN;
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
                throw new SnapshotException(
                        "The SQLite database " + database
                                + " is busy: another program holds it locked; it will be tried" + " again.",
                        true,
                        failure);
            case SQLITE_FULL ->
                throw new SnapshotException(
                        "There is no room for a working copy of " + database + ": make room on the disk of the home.",
                        true,
                        failure);
            default ->
                throw new SnapshotException(
                        "The SQLite database " + database + " could not be copied; it will be tried again.",
                        true,
                        failure);
        };
    }
}
