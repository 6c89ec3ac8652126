package dev.holdfast.sync.snapshot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * Copies a SQLite database through SQLite: consistent whatever other processes write. The copy is the same, byte for byte,
 * in whichever way the same state was reached.
 */
final class SqliteBackup {
    private static final int ALL_PAGES = -1;
    private static final int PRIMARY_CODE = 0xff;
    private static final long WAIT_NANOS = 200_000;
    private static final int WAIT_MILLIS = 1;
    private static final int MOST_WAITS = 100;

    /** How it went. */
    enum Outcome {
        /** The copy is there. */
        COPIED,
        /** Another program holds it locked at the moment. */
        BUSY,
        /** It can't be read without writing to it: a program was cut short, or this user may not. */
        NOT_READ_ONLY,
        /** SQLite can't make sense of the file: it is encrypted, foreign or damaged. */
        NOT_A_DATABASE
    }

    /** How to open it. */
    enum Access {
        /** As one reader of several. Writes nothing but the index that all readers share. */
        SHARED(true, "?mode=ro"),
        /** Without locks and without a look at logs, so only for a database that nobody uses. Writes nothing at all. */
        ALONE(true, "?mode=ro&immutable=1"),
        /** A copy of ours, in which what was cut short may be set right. */
        OWN(false, "");

        private final boolean readOnly;
        private final String options;

        Access(boolean readOnly, String options) {
            this.readOnly = readOnly;
            this.options = options;
        }
    }

    private SqliteBackup() {}

    /** Makes one try, waiting only moments for others to give up their locks. */
    static Outcome copy(Path database, Access access, Path target) throws SnapshotException {
        Sniffer.SQLITE_GATE.lock();
        try {
            backup(database, access, target);
            return Outcome.COPIED;
        } catch (SQLiteException e) {
            return onFailure(database, e);
        } catch (SQLException e) {
            throw new SnapshotException("The SQLite database " + database + " could not be read.", true, e);
        } finally {
            Sniffer.SQLITE_GATE.unlock();
        }
    }

    private static void backup(Path database, Access access, Path target) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setReadOnly(access.readOnly);
        // As a URI, because the driver takes a question mark in a plain name for the start of its options.
        String uri = database.toUri().toASCIIString() + access.options;
        try (Connection connection = config.createConnection("jdbc:sqlite:" + uri);
                Statement statement = connection.createStatement()) {
            BusyHandler.setHandler(connection, new ShortWaits());
            connection.setAutoCommit(false);
            // Reading once inside the transaction pins the state; without it each step could see another one.
            try (ResultSet pinned = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
                pinned.next();
            }
            // The state stays pinned meanwhile: a second connection of this process shares the first one's lock.
            int code = fill(target, uri);
            connection.rollback();
            if (code != SQLiteErrorCode.SQLITE_OK.code) {
                throw new SQLiteException("backup failed", SQLiteErrorCode.getErrorCode(code));
            }
        }
    }

    /**
     * Has the copy fetch the pages, and not the database send them: so it can leave out the journal and the syncs of a
     * database that is to survive a crash, which cost as much as the copying. Nobody reads a working copy after one.
     */
    private static int fill(Path target, String source) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.OFF);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        try (Connection copy =
                config.createConnection("jdbc:sqlite:" + target.toUri().toASCIIString())) {
            return copy.unwrap(SQLiteConnection.class)
                    .getDatabase()
                    .restore("main", source, null, WAIT_MILLIS, MOST_WAITS, ALL_PAGES);
        }
    }

    /** Looks for a gap between the locks of others again and again, since with a busy writer there are but short ones. */
    private static final class ShortWaits extends BusyHandler {
        @Override
        protected int callback(int tries) {
            LockSupport.parkNanos(WAIT_NANOS);
            return tries < MOST_WAITS ? 1 : 0;
        }
    }

    private static Outcome onFailure(Path database, SQLiteException failure) throws SnapshotException {
        SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(failure.getResultCode().code & PRIMARY_CODE);
        return switch (code) {
            case SQLITE_NOTADB, SQLITE_CORRUPT -> Outcome.NOT_A_DATABASE;
            case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> Outcome.NOT_READ_ONLY;
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL -> Outcome.BUSY;
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
