package dev.holdfast.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * A copy of a {@link SeededDatabase} that this process has open, as an assistant's memory server would. Its changes are
 * the same each time. After each its log is folded in and emptied, so that whoever takes the file alone has everything.
 */
final class LiveDatabase implements AutoCloseable {
    private static final int PERCENT = 100;
    private static final Duration REST = Duration.ofSeconds(3);

    private final Path path;
    private final Connection connection;
    private final int rows;
    private final SeededDatabase.Words words = new SeededDatabase.Words(PERCENT);

    private LiveDatabase(Path path) throws SQLException {
        this.path = path;
        this.connection = SeededDatabase.open(path);
        try (Statement statement = connection.createStatement()) {
            this.rows = (int) SeededDatabase.number(statement, "SELECT count(*) FROM memory");
        }
    }

    /** Copies the database and opens the copy. */
    static LiveDatabase copy(Path database, Path path) throws IOException {
        Files.copy(database, path);
        try {
            return new LiveDatabase(path);
        } catch (SQLException e) {
            throw new IOException("the database could not be opened: " + path, e);
        }
    }

    Path path() {
        return path;
    }

    /** Returns once the file has been left alone for so long that no one need think that it is being written. */
    void awaitRest() throws IOException {
        Instant rested = Files.getLastModifiedTime(path).toInstant().plus(REST);
        try {
            while (Instant.now().isBefore(rested)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /** Writes one row in a hundred anew, chosen at random. */
    void changeScattered() throws IOException {
        change(() -> {
            for (int i = 0; i < rows / PERCENT; i++) {
                rewrite(1 + words.below(rows));
            }
        });
    }

    /** Writes half a percent of the rows anew, the newest, and appends as many. */
    void changeNewest() throws IOException {
        int half = rows / PERCENT / 2;
        change(() -> {
            for (int id = rows - half + 1; id <= rows; id++) {
                rewrite(id);
            }
            SeededDatabase.insert(connection, words, half);
        });
    }

    private void rewrite(int id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE memory SET content = ? WHERE id = ?")) {
            update.setString(1, words.note());
            update.setInt(2, id);
            update.executeUpdate();
        }
    }

    private void change(Change change) throws IOException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            change.make();
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw new IOException("the database could not be changed: " + path, e);
        }
    }

    private interface Change {
        void make() throws SQLException;
    }

    /** What SQLite itself makes of the present state. */
    Path backUpTo(Path copy) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("backup to '" + copy + "'");
            return copy;
        } catch (SQLException e) {
            throw new IOException("the database could not be copied: " + path, e);
        }
    }

    /** From here on the file may be read by this process as well, which would have taken its locks away before. */
    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the database could not be closed: " + path, e);
        }
    }
}
