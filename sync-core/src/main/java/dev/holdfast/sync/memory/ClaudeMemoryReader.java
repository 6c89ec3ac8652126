package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/**
 * Reads the table {@code memories} of a claude_memory database, without changing anything in it. Older ones lack columns,
 * which then say nothing. Its own numbers differ between machines, so a memory goes by what it says and when it came.
 */
final class ClaudeMemoryReader implements MemoryReader {
    private final Instant now;

    ClaudeMemoryReader(Instant now) {
        this.now = now;
    }

    @Override
    public void read(Path file, Consumer<Memory> each) throws IOException {
        if (file.toString().contains("?")) {
            throw new MemoryException(
                    "The path " + file + " has a '?', which SQLite reads as something else; copy the file elsewhere.");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(15_000);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
            Set<String> columns = new HashSet<>(
                    Sql.query(connection, "SELECT name FROM pragma_table_info('memories')", row -> row.getString(1)));
            if (!columns.contains("content")) {
                throw new MemoryException("The database " + file
                        + " has no table \"memories\" with a column \"content\", so it is not claude_memory's.");
            }
            readAll(connection, file, columns, each);
        } catch (SQLException e) {
            throw new MemoryException("The database " + file + " can't be read (" + reason(e)
                    + "); check that it is whole and that you may read it.");
        }
    }

    private void readAll(Connection connection, Path file, Set<String> columns, Consumer<Memory> each)
            throws SQLException {
        Map<String, Integer> seen = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM memories ORDER BY rowid");
                ResultSet rows = statement.executeQuery()) {
            for (long number = 1; rows.next(); number++) {
                Row row = new Row(rows, columns, file, number);
                Memory memory = memory(row, seen);
                try {
                    memory.chosen().checkStorable();
                } catch (MemoryException e) {
                    throw row.bad("can't be stored: " + e.getMessage());
                }
                each.accept(memory);
            }
        }
    }

    private Memory memory(Row row, Map<String, Integer> seen) throws SQLException {
        String content = row.text("content").orElse("");
        String category = row.text("category").orElse(NewMemory.USUAL_CATEGORY);
        Optional<Instant> created = row.time("created_at");
        Instant since = created.orElse(now);
        String id = StableIds.ofCopy(created.orElse(Instant.EPOCH), seen, category, content);
        return new Memory(
                id,
                1,
                category,
                new MemoryText(
                        content,
                        row.text("tags").orElse(""),
                        row.text("expanded_keywords").orElse("")),
                row.importance(),
                row.text("is_sensitive").filter(flag -> !flag.equals("0")).isPresent(),
                since,
                row.time("updated_at").orElse(since),
                Optional.empty());
    }

    private static String reason(SQLException e) {
        return e instanceof SQLiteException failure ? failure.getResultCode().message : "no SQLite database";
    }

    /** The row that the result stands on. */
    private record Row(ResultSet rows, Set<String> columns, Path file, long number) {
        Optional<String> text(String column) throws SQLException {
            return columns.contains(column) ? Optional.ofNullable(rows.getString(column)) : Optional.empty();
        }

        Optional<Instant> time(String column) throws SQLException {
            Optional<String> text = text(column).filter(value -> !value.isBlank());
            Optional<Instant> time = text.flatMap(StoredTime::parse);
            if (text.isPresent() && time.isEmpty()) {
                throw bad("has no time in " + column);
            }
            return time;
        }

        double importance() throws SQLException {
            return text("importance").isPresent() ? rows.getDouble("importance") : NewMemory.USUAL_IMPORTANCE;
        }

        MemoryException bad(String what) {
            return new MemoryException("Row " + number + " of the table memories in " + file + " " + what
                    + (what.endsWith(".") ? "" : ".") + " Nothing was imported.");
        }
    }
}
