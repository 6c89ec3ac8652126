package dev.holdfast.sync.method.http;

import dev.holdfast.sync.snapshot.DuckDbContent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A table of memories in Session-Buddy's database. Versions of it call their tables {@code reflections},
 * {@code default_reflections} or {@code reflections_v2}, and the same for conversations; one database may have several, a
 * memory standing in more than one of them under one id.
 *
 * @param name the table's full name in SQL
 * @param type what is in it
 * @param columns the type of each column
 */
record ReflectionTable(String name, String type, Map<String, String> columns) {
    private static final Pattern NAME = Pattern.compile("(?:.*_)?(reflection|conversation)s(_v2)?");
    private static final Pattern VECTOR = Pattern.compile("(FLOAT|DOUBLE)\\[\\d*]");
    /** What is longer is no memory, and would not fit into a call. */
    private static final int LONGEST_TEXT = 256 * 1024;

    private static final String SENDABLE = " WHERE trim(content) <> '' AND CAST(id AS VARCHAR) > ?";

    /** Those of the database, the newest kind first. */
    static List<ReflectionTable> in(Connection connection) throws SQLException {
        Map<String, ReflectionTable> found = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns()"
                        + " WHERE database_name = ? AND NOT internal ORDER BY schema_name, table_name")) {
            statement.setString(1, DuckDbContent.CATALOG);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    take(rows, found);
                }
            }
        }
        List<ReflectionTable> tables = new ArrayList<>(found.values());
        tables.removeIf(table -> !table.columns.keySet().containsAll(List.of("id", "content")));
        tables.sort(Comparator.comparing(table -> !table.name.endsWith("_v2\"")));
        return tables;
    }

    private static void take(ResultSet row, Map<String, ReflectionTable> found) throws SQLException {
        var matcher = NAME.matcher(row.getString("table_name").toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            String name = String.join(
                    ".",
                    DuckDbContent.CATALOG,
                    quoted(row.getString("schema_name")),
                    quoted(row.getString("table_name")));
            found.computeIfAbsent(name, any -> new ReflectionTable(name, matcher.group(1), new LinkedHashMap<>()))
                    .columns
                    .put(row.getString("column_name").toLowerCase(Locale.ROOT), row.getString("data_type"));
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** How many memories there are. */
    long count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM " + name + SENDABLE)) {
            statement.setString(1, "");
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** The query for memories behind an id, so many of them: id, content, whether that is too long to be given, embedding, created. */
    String page() {
        String tooLong = "length(content) > " + LONGEST_TEXT;
        return "SELECT CAST(id AS VARCHAR) AS id, CASE WHEN " + tooLong + " THEN '' ELSE content END AS content, "
                + tooLong + " AS too_long, " + embedding() + " AS embedding, " + created()
                + " AS created FROM " + name + SENDABLE + " ORDER BY CAST(id AS VARCHAR) LIMIT ?";
    }

    private String embedding() {
        return VECTOR.matcher(columns.getOrDefault("embedding", "")).matches()
                ? "CAST(embedding AS FLOAT[])"
                : "CAST(NULL AS FLOAT[])";
    }

    /** Times without a zone are UTC. */
    private String created() {
        for (String column : List.of("created_at", "timestamp")) {
            if (columns.getOrDefault(column, "").startsWith("TIMESTAMP")) {
                return "epoch_ms(\"" + column + "\")";
            }
        }
        return "CAST(NULL AS BIGINT)";
    }
}
