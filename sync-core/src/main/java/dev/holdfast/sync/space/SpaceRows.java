package dev.holdfast.sync.space;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * The spaces themselves. One that was deleted keeps its documents as they were, out of everybody's sight, until it is brought
 * back, another is made of its name, or its time is over. For use in a transaction.
 */
final class SpaceRows {
    private static final String SUMMARY = "SELECT s.name, s.deleted, count(d.number) AS documents,"
            + " coalesce(sum(c.size), 0) AS bytes FROM space s"
            + " LEFT JOIN document d ON d.space = s.number AND d.deleted IS NULL"
            + " LEFT JOIN content c ON c.number = d.content WHERE ";

    private SpaceRows() {}

    /** The number of a space that is there. */
    static OptionalLong find(Connection connection, String space) throws SQLException {
        return number(connection, "SELECT number FROM space WHERE name = ? AND deleted IS NULL", space);
    }

    /** The number of a space that can be brought back. */
    static OptionalLong gone(Connection connection, String space, Instant now) throws SQLException {
        return number(connection, "SELECT number FROM space WHERE name = ? AND deleted >= ?", space, earliest(now));
    }

    private static OptionalLong number(Connection connection, String query, Object... values) throws SQLException {
        List<Long> numbers = Sql.query(connection, query, row -> row.getLong(1), values);
        return numbers.isEmpty() ? OptionalLong.empty() : OptionalLong.of(numbers.get(0));
    }

    /** When the space was made, for the last time where it was deleted meanwhile. */
    static Instant made(Connection connection, long space) throws SQLException {
        return Instant.ofEpochMilli(Sql.number(connection, "SELECT created FROM space WHERE number = ?", space));
    }

    private static long earliest(Instant now) {
        return now.minus(SpaceTable.KEPT).toEpochMilli();
    }

    /** Those that are there, by their names. */
    static List<SpaceStore.Summary> all(Connection connection) throws SQLException {
        return Sql.query(connection, SUMMARY + "s.deleted IS NULL GROUP BY s.number ORDER BY s.name", SpaceRows::read);
    }

    /** Those that can be brought back, the last deleted first. */
    static List<SpaceStore.Summary> deleted(Connection connection, Instant now) throws SQLException {
        return Sql.query(
                connection,
                SUMMARY + "s.deleted >= ? GROUP BY s.number ORDER BY s.deleted DESC, s.name",
                SpaceRows::read,
                earliest(now));
    }

    private static SpaceStore.Summary of(Connection connection, long space) throws SQLException {
        return Sql.query(connection, SUMMARY + "s.number = ? GROUP BY s.number", SpaceRows::read, space)
                .get(0);
    }

    private static SpaceStore.Summary read(ResultSet row) throws SQLException {
        return new SpaceStore.Summary(
                row.getString("name"), row.getLong("documents"), row.getLong("bytes"), Sql.instant(row, "deleted"));
    }

    /** Makes a space, unless it is there. What a deleted one of its name had is then in its trash, each document by itself. */
    static long make(Connection connection, String space, Instant now) throws SQLException {
        OptionalLong there = find(connection, space);
        if (there.isPresent()) {
            return there.getAsLong();
        }
        OptionalLong gone = number(connection, "SELECT number FROM space WHERE name = ?", space);
        if (gone.isPresent()) {
            deleteDocuments(connection, "number = ?", gone.getAsLong());
            Sql.update(connection, "DELETE FROM directory WHERE space = ?", gone.getAsLong());
        }
        Sql.update(
                connection,
                "INSERT INTO space (name, created) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET created = excluded.created, deleted = NULL",
                space,
                now.toEpochMilli());
        return find(connection, space).orElseThrow();
    }

    /** Marks what deleted spaces have as deleted when they were. */
    private static void deleteDocuments(Connection connection, String which, long value) throws SQLException {
        Sql.update(
                connection,
                "UPDATE document SET (deleted, updated) ="
                        + " (SELECT s.deleted, s.deleted FROM space s WHERE s.number = document.space),"
                        + " revision = revision + 1 WHERE deleted IS NULL"
                        + " AND space IN (SELECT number FROM space WHERE " + which + ")",
                value);
    }

    static SpaceStore.Summary delete(Connection connection, long space, Instant now) throws SQLException {
        Sql.update(connection, "UPDATE space SET deleted = ? WHERE number = ?", now.toEpochMilli(), space);
        return of(connection, space);
    }

    static SpaceStore.Summary bringBack(Connection connection, long space) throws SQLException {
        Sql.update(connection, "UPDATE space SET deleted = NULL WHERE number = ?", space);
        return of(connection, space);
    }

    /** Leaves the documents of spaces that can't be brought back any more to {@link SpaceTable#forget}. */
    static void expire(Connection connection, Instant now) throws SQLException {
        deleteDocuments(connection, "deleted < ?", earliest(now));
    }

    /** Lets go of the spaces that can't be brought back any more, and of what they have left. */
    static void forget(Connection connection, Instant now) throws SQLException {
        Sql.update(connection, "DELETE FROM space WHERE deleted < ?", earliest(now));
    }

    /** What is said of a space that is not there. */
    static SpaceException missing(Connection connection, String space, Instant now) throws SQLException {
        requireNotDeleted(connection, space, now);
        return SpaceStore.unknown(space);
    }

    /** @throws SpaceException when the space was deleted and can be brought back */
    static void requireNotDeleted(Connection connection, String space, Instant now) throws SQLException {
        if (gone(connection, space, now).isPresent()) {
            throw new SpaceException("The space '" + space + "' was deleted; 'holdfast space undo " + space
                    + " --all' brings it back with its documents, for 30 days.");
        }
    }

    /** What is said when a space is to be brought back that was not deleted. */
    static SpaceException nothingToUndo(Connection connection, String space) throws SQLException {
        return find(connection, space).isPresent()
                ? new SpaceException("The space '" + space + "' is there: 'holdfast space list " + space
                        + " --deleted' shows which documents of it were deleted, and 'holdfast space undo " + space
                        + " DOCUMENT' brings one back.")
                : SpaceStore.unknown(space);
    }
}
