package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.state.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A process of its own that writes a {@link Ledger} as fast as it can, and on a second connection does what else programs
 * do to their databases. It notes each commit outside of the database, so that a copy can also be found too old.
 */
final class LedgerWriter implements AutoCloseable {
    /** What the database is, and how it is written. */
    enum Engine {
        SQLITE_WAL("jdbc:sqlite:", "PRAGMA journal_mode = WAL"),
        SQLITE_ROLLBACK("jdbc:sqlite:", "PRAGMA journal_mode = DELETE"),
        SQLITE_PERSIST("jdbc:sqlite:", "PRAGMA journal_mode = PERSIST"),
        DUCKDB("jdbc:duckdb:", "PRAGMA wal_autocheckpoint = '256KB'");

        private final String url;
        private final String setUp;

        Engine(String url, String setUp) {
            this.url = url;
            this.setUp = setUp;
        }

        boolean isSqlite() {
            return this != DUCKDB;
        }

        Connection connect(Path database) throws SQLException {
            // Not the address of a file, so that a question mark in the name stays one.
            return DriverManager.getConnection(
                    url + (isSqlite() ? database.toUri().toASCIIString() : database));
        }
    }

    /** When it stops by itself. */
    enum Ending {
        NEVER,
        /** In the middle of a transaction that no longer fits into its memory. */
        IN_A_TRANSACTION,
        /** While it lets nobody else in. */
        LOCKED
    }

    /** The last transaction of one that stops by itself. */
    static final long LAST = 20;
    /** Pages; more of a transaction go to the files before it is committed. */
    private static final String SMALL_CACHE = "PRAGMA cache_size = 10";

    private final ChildJvm process;
    private final Path notes;

    private LedgerWriter(ChildJvm process, Path notes) {
        this.process = process;
        this.notes = notes;
    }

    static LedgerWriter start(Engine engine, Path database) throws IOException, InterruptedException {
        return start(engine, database, Ending.NEVER);
    }

    /** Returns once there is something to copy, or for one that ends, once it has come there. */
    static LedgerWriter start(Engine engine, Path database, Ending ending) throws IOException, InterruptedException {
        Path notes = database.resolveSibling("committed");
        ChildJvm process =
                ChildJvm.start(LedgerWriter.class, engine.name(), database.toString(), notes.toString(), ending.name());
        process.waitFor(ending == Ending.NEVER ? "ready" : "ended");
        return new LedgerWriter(process, notes);
    }

    /** The last transaction that is known to be committed. */
    long committed() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(notes.toFile(), "r")) {
            return file.readLong();
        }
    }

    /** Waits for it to get on. */
    void awaitCommitAfter(long tx) throws IOException {
        while (committed() <= tx) {
            Thread.onSpinWait();
        }
    }

    /** As a crash would. */
    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        try {
            process.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
        Engine engine = Engine.valueOf(arguments[0]);
        Path database = Path.of(arguments[1]);
        Ending ending = Ending.valueOf(arguments[3]);
        RandomGenerator random = new Random();
        try (RandomAccessFile notes = new RandomAccessFile(arguments[2], "rw");
                Connection connection = engine.connect(database)) {
            setUp(engine, connection);
            if (engine.isSqlite() && ending != Ending.NEVER) {
                execute(connection, "PRAGMA wal_autocheckpoint = 0"); // so that there is something in the log
            }
            Ledger.create(connection);
            for (long tx = 1; ending == Ending.NEVER || tx <= LAST; tx++) {
                Ledger.write(connection, tx, random);
                connection.commit();
                notes.seek(0);
                notes.writeLong(tx);
                if (tx == 1 && ending == Ending.NEVER) {
                    say("ready");
                    doChores(engine, database);
                }
            }
            if (ending == Ending.IN_A_TRANSACTION) {
                Ledger.write(connection, LAST + 1, random);
            } else {
                lock(connection);
            }
            say("ended");
            Thread.currentThread().join();
        }
    }

    private static void lock(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        execute(connection, "BEGIN EXCLUSIVE");
    }

    private static void execute(Connection connection, String... lines) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : lines) {
                statement.execute(sql);
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void setUp(Engine engine, Connection connection) throws SQLException {
        if (engine.isSqlite()) {
            execute(connection, "PRAGMA busy_timeout = 30000", "PRAGMA synchronous = OFF", SMALL_CACHE);
        }
        execute(connection, engine.setUp);
    }

    private static void doChores(Engine engine, Path database) throws SQLException {
        if (!engine.isSqlite()) {
            return; // its own checkpoints come often enough, and one process has one connection's worth of locks
        }
        Connection second = engine.connect(database);
        setUp(engine, second);
        Thread chores = new Thread(() -> chores(second), "chores");
        chores.setDaemon(true);
        chores.start();
    }

    private static void chores(Connection connection) {
        List<String> chores = List.of(
                "PRAGMA wal_checkpoint(PASSIVE)",
                "UPDATE item SET padding = hex(randomblob(450))",
                "PRAGMA wal_checkpoint(RESTART)",
                "VACUUM",
                "PRAGMA wal_checkpoint(TRUNCATE)",
                "UPDATE item SET padding = hex(randomblob(200))");
        try (Statement statement = connection.createStatement()) {
            for (int i = 0; ; i = (i + 1) % chores.size()) {
                statement.execute(chores.get(i));
            }
        } catch (SQLException e) {
            say("The chores ended: " + e);
            Runtime.getRuntime().halt(1);
        }
    }
}
