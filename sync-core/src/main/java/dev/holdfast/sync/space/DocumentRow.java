package dev.holdfast.sync.space;

import dev.holdfast.sync.state.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A document with where it is stored.
 *
 * @param number of its row
 * @param space the row of its space
 */
record DocumentRow(long number, long space, SpaceDocument document) {
    /** What {@link #read} needs, of a table or view named {@code d} and its content {@code c}. */
    static final String COLUMNS =
            "d.number, d.space, d.id, d.path, d.revision, c.size, c.sha256, d.modified, d.metadata,"
                    + " d.described, d.parent, d.created, d.updated, d.deleted, d.content";

    static DocumentRow read(ResultSet row) throws SQLException {
        return new DocumentRow(
                row.getLong("number"),
                row.getLong("space"),
                new SpaceDocument(
                        row.getString("id"),
                        row.getString("path"),
                        row.getLong("revision"),
                        row.getLong("size"),
                        row.getString("sha256"),
                        Instant.parse(row.getString("modified")),
                        Objects.requireNonNullElse(row.getString("metadata"), SpaceJson.NONE),
                        Instant.parse(row.getString("described")),
                        Optional.ofNullable(row.getString("parent")),
                        Instant.ofEpochMilli(row.getLong("created")),
                        Instant.ofEpochMilli(row.getLong("updated")),
                        Sql.instant(row, "deleted"),
                        row.getLong("content")));
    }

    String path() {
        return document.path();
    }

    String id() {
        return document.id();
    }
}
