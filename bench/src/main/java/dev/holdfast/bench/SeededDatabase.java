package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/**
 * An SQLite database like an assistant's memory, the same each time: notes in words of which some are frequent, with an
 * index by category and time. It is in WAL mode.
 */
final class SeededDatabase {
    private static final int ROWS_AT_ONCE = 1000;

    private SeededDatabase() {}

    /** A database of at least this size, and hardly more. */
    static SeededFile write(Path path, int mebibytes) throws IOException {
        try (Connection connection = open(path);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE memory (id INTEGER PRIMARY KEY, created INTEGER NOT NULL,"
                    + " category TEXT NOT NULL, content TEXT NOT NULL)");
            statement.execute("CREATE INDEX memory_by_category ON memory (category, created)");
            Words words = new Words(mebibytes);
            connection.setAutoCommit(false);
            while (size(statement) < (long) mebibytes << 20) {
                insert(connection, words, ROWS_AT_ONCE);
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("PRAGMA journal_mode = WAL");
        } catch (SQLException e) {
            throw new IOException("the database could not be made: " + path, e);
        }
        return SeededFile.of(path);
    }

    static Connection open(Path path) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path);
    }

    private static long size(Statement statement) throws SQLException {
        return number(statement, "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()");
    }

    static long number(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }

    /** Appends rows. */
    static void insert(Connection connection, Words words, int rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO memory (created, category, content)"
                + " SELECT 1700000000 + 60 * (1 + coalesce(max(id), 0)), ?, ? FROM memory")) {
            for (int i = 0; i < rows; i++) {
                insert.setString(1, words.category());
                insert.setString(2, words.note());
                insert.executeUpdate();
            }
        }
    }

    /** Made-up text that compresses about as well as written language. */
    static final class Words {
        private static final int VOCABULARY = 8000;
        private static final String[] SYLLABLES = {
            "an", "ber", "con", "da", "el", "for", "ga", "hin", "is", "ke", "lo", "ment", "no", "or", "pre", "qui",
            "ra", "ster", "tion", "ul", "ver", "wo", "xe", "ya", "zon"
        };
        private static final String[] CATEGORIES = {"fact", "decision", "preference", "task", "person", "code"};

        private final Random random;
        private final String[] vocabulary = new String[VOCABULARY];

        Words(long seed) {
            random = new Random(seed);
            for (int i = 0; i < VOCABULARY; i++) {
                vocabulary[i] = word();
            }
        }

        private String word() {
            StringBuilder word = new StringBuilder();
            int syllables = 1 + random.nextInt(4);
            for (int i = 0; i < syllables; i++) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            return word.toString();
        }

        String category() {
            return CATEGORIES[random.nextInt(CATEGORIES.length)];
        }

        String note() {
            int words = 40 + random.nextInt(120);
            StringBuilder note = new StringBuilder();
            for (int i = 0; i < words; i++) {
                double rank = random.nextDouble();
                note.append(vocabulary[(int) (VOCABULARY * rank * rank * rank)]).append(i % 12 == 11 ? ". " : " ");
            }
            return note.toString();
        }

        int below(int bound) {
            return random.nextInt(bound);
        }
    }
}
