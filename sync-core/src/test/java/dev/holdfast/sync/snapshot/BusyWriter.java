package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/**
 * A child process that writes to a SQLite database as fast as it can. Each transaction gives every row the same new
 * generation, so a copy in which two generations meet is torn.
 */
final class BusyWriter implements AutoCloseable {
    private static final int ROWS = 400;

    private final Process process;

    BusyWriter(Path database, String journalMode) throws IOException {
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyWriter.class.getName(),
                        database.toString(),
                        journalMode)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() != 'r') {
            throw new IOException("The writer did not start.");
        }
    }

    boolean isWriting() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    public static void main(String[] arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0])) {
            create(connection, arguments[1]);
            boolean told = false;
            for (long generation = 1; ; generation++) {
                write(connection, generation);
                if (!told) {
                    System.out.print("r");
                    System.out.flush();
                    told = true;
                }
            }
        }
    }

    private static void create(Connection connection, String journalMode) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journalMode);
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA busy_timeout = 20000");
            statement.execute("PRAGMA wal_autocheckpoint = 50");
            statement.execute("CREATE TABLE item (id INTEGER PRIMARY KEY, generation INTEGER, padding BLOB)");
            for (int row = 0; row < ROWS; row++) {
                statement.execute("INSERT INTO item (generation, padding) VALUES (0, randomblob(900))");
            }
        }
        connection.setAutoCommit(false);
    }

    private static void write(Connection connection, long generation) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE item SET generation = ?")) {
            update.setLong(1, generation);
            update.executeUpdate();
        }
        connection.commit();
    }
}
