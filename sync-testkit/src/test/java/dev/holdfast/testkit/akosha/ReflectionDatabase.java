package dev.holdfast.testkit.akosha;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database as Session-Buddy keeps it, with its program at work: connected for as long as this is open. */
final class ReflectionDatabase implements AutoCloseable {
    static final String OF_2026 = "default_reflections";
    private static final String COLUMNS = " (id VARCHAR PRIMARY KEY, conversation_id VARCHAR, content TEXT NOT NULL,"
            + " tags VARCHAR[], metadata JSON, created_at TIMESTAMP NOT NULL, updated_at TIMESTAMP NOT NULL,"
            + " embedding FLOAT[384])";

    private final Connection connection;

    ReflectionDatabase(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    }

    ReflectionDatabase run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return this;
    }

    /** The table of reflections as of February 2026. */
    ReflectionDatabase withTable(String name) throws SQLException {
        return run("CREATE TABLE " + name + COLUMNS);
    }

    /** Rows with embeddings, whose ids begin with the prefix. */
    ReflectionDatabase withRows(String table, String prefix, int count) throws SQLException {
        return run("INSERT INTO " + table + " (id, content, created_at, updated_at, embedding) SELECT '"
                + prefix.replace("'", "''") + "' || i, 'about ' || i, TIMESTAMP '2026-02-08 12:00:00',"
                + " TIMESTAMP '2026-02-08 12:00:00', [CAST(j AS FLOAT) / 384 FOR j IN range(384)]"
                + " FROM range(" + count + ") AS rows (i)");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
