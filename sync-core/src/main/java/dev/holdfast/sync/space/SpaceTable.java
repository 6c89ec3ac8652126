package dev.holdfast.sync.space;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows of spaces, with what follows from them: directories above documents, revisions, former contents. For use in a
 * transaction.
 */
final class SpaceTable {
    /** How long what was deleted or replaced can be brought back. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final String DOCUMENT =
            "SELECT " + DocumentRow.COLUMNS + " FROM document d JOIN content c ON c.number = d.content WHERE ";

    private SpaceTable() {}

    /** The document that is at a path. */
    static Optional<DocumentRow> at(Connection connection, long space, String path) throws SQLException {
        return one(connection, "d.space = ? AND d.path = ? AND d.deleted IS NULL", space, path);
    }

    /** The document of an id, also a deleted one. */
    static Optional<DocumentRow> ofId(Connection connection, long space, String id) throws SQLException {
        return one(connection, "d.space = ? AND d.id = ?", space, id);
    }

    private static Optional<DocumentRow> one(Connection connection, String which, @Nullable Object... values)
            throws SQLException {
        return Sql.query(connection, DOCUMENT + which, DocumentRow::read, values).stream()
                .findFirst();
    }

    /** All that are there, by their paths. */
    static List<DocumentRow> all(Connection connection, long space) throws SQLException {
        return Sql.query(
                connection, DOCUMENT + "d.space = ? AND d.deleted IS NULL ORDER BY d.path", DocumentRow::read, space);
    }

    /** Those that can be brought back, the last deleted first. */
    static List<DocumentRow> deleted(Connection connection, long space, Instant now) throws SQLException {
        return Sql.query(
                connection,
                DOCUMENT + "d.space = ? AND d.deleted >= ? ORDER BY d.deleted DESC, d.number DESC",
                DocumentRow::read,
                space,
                now.minus(KEPT).toEpochMilli());
    }

    static List<String> directories(Connection connection, long space) throws SQLException {
        return Sql.query(connection, "SELECT path FROM directory WHERE space = ?", row -> row.getString(1), space);
    }

    static boolean isDirectory(Connection connection, long space, String path) throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM directory WHERE space = ? AND path = ?", space, path) > 0;
    }

    /** Whether something is in a directory. */
    static boolean isUsed(Connection connection, long space, String directory) throws SQLException {
        return Sql.number(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM document WHERE space = ? AND deleted IS NULL AND path > ? AND path < ?)"
                                + " OR EXISTS (SELECT 1 FROM directory WHERE space = ? AND path > ? AND path < ?)",
                        space,
                        directory + "/",
                        behind(directory),
                        space,
                        directory + "/",
                        behind(directory))
                != 0;
    }

    /** The end of the range of paths below a directory: the character after the slash. */
    private static String behind(String directory) {
        return directory + "0";
    }

    static void removeDirectory(Connection connection, long space, String path) throws SQLException {
        Sql.update(connection, "DELETE FROM directory WHERE space = ? AND path = ?", space, path);
    }

    /** Whether a document, or a directory, can be at a path where nothing is: no document is where it needs a directory. */
    static boolean hasRoom(Connection connection, long space, String path) throws SQLException {
        if (isDirectory(connection, space, path) || at(connection, space, path).isPresent()) {
            return false;
        }
        return hasRoomAbove(connection, space, path);
    }

    static boolean hasRoomAbove(Connection connection, long space, String path) throws SQLException {
        String above = SpaceNames.parent(path);
        while (!above.isEmpty() && !isDirectory(connection, space, above)) {
            if (at(connection, space, above).isPresent()) {
                return false;
            }
            above = SpaceNames.parent(above);
        }
        return true;
    }

    /** @throws SpaceException when no document can be at a path where none is */
    static void requireRoom(Connection connection, long space, String path) throws SQLException {
        if (!hasRoom(connection, space, path)) {
            throw new SpaceException("There is no room for a document '" + SpaceNames.shown(path)
                    + "': a document or a directory has that name, or the name of a directory above it; choose another"
                    + " path.");
        }
    }

    /** Makes a directory and those above it. */
    static void makeDirectory(Connection connection, long space, String path) throws SQLException {
        String each = path;
        while (!each.isEmpty() && !isDirectory(connection, space, each)) {
            Sql.update(connection, "INSERT INTO directory (space, path) VALUES (?, ?)", space, each);
            each = SpaceNames.parent(each);
        }
    }

    /** Stores a new document where there is room for it. */
    static DocumentRow insert(Connection connection, long space, DocumentWish wish, long content, Instant now)
            throws SQLException {
        makeDirectory(connection, space, SpaceNames.parent(wish.path()));
        String id = freeId(connection, space, wish.id());
        Instant modified = wish.modified().orElse(now);
        Sql.update(
                connection,
                "INSERT INTO document (space, id, path, revision, content, modified, metadata, described, parent, created,"
                        + " updated) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)",
                space,
                id,
                wish.path(),
                content,
                modified.toString(),
                stored(wish.metadata().orElse(SpaceJson.NONE)),
                modified.toString(),
                wish.parent().orElse(null),
                wish.created().orElse(now).toEpochMilli(),
                now.toEpochMilli());
        return ofId(connection, space, id).orElseThrow();
    }

    /** The wanted one, unless another document has it or had it; then a fresh one. */
    private static String freeId(Connection connection, long space, Optional<String> wanted) throws SQLException {
        return wanted.isPresent() && ofId(connection, space, wanted.get()).isEmpty()
                ? wanted.get()
                : UUID.randomUUID().toString();
    }

    private static @Nullable String stored(String metadata) {
        return metadata.equals(SpaceJson.NONE) ? null : metadata;
    }

    /** Gives a document another content, and keeps the one it had. */
    static DocumentRow replace(Connection connection, DocumentRow row, long content, Instant modified, Instant now)
            throws SQLException {
        keep(connection, row, now);
        Sql.update(
                connection,
                "UPDATE document SET content = ?, modified = ?, revision = revision + 1, updated = ? WHERE number = ?",
                content,
                modified.toString(),
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Says that the content, which is the same, is of another time. */
    static DocumentRow touch(Connection connection, DocumentRow row, Instant modified, Instant now)
            throws SQLException {
        Sql.update(
                connection,
                "UPDATE document SET modified = ?, revision = revision + 1, updated = ? WHERE number = ?",
                modified.toString(),
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Gives a document other metadata, and keeps what it had; or only says that they are of another time. */
    static DocumentRow describe(Connection connection, DocumentRow row, String metadata, Instant at, Instant now)
            throws SQLException {
        if (!metadata.equals(row.document().metadata())) {
            keep(connection, row, now);
        }
        Sql.update(
                connection,
                "UPDATE document SET metadata = ?, described = ?, revision = revision + 1, updated = ? WHERE number = ?",
                stored(metadata),
                at.toString(),
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    static DocumentRow belong(Connection connection, DocumentRow row, String parent, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE document SET parent = ?, revision = revision + 1, updated = ? WHERE number = ?",
                parent,
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Gives a document another id, and those that belong to it the same. */
    static DocumentRow rename(Connection connection, DocumentRow row, String id) throws SQLException {
        Sql.update(connection, "UPDATE document SET id = ? WHERE number = ?", id, row.number());
        Sql.update(
                connection, "UPDATE document SET parent = ? WHERE space = ? AND parent = ?", id, row.space(), row.id());
        return again(connection, row);
    }

    private static DocumentRow again(Connection connection, DocumentRow row) throws SQLException {
        return one(connection, "d.number = ?", row.number()).orElseThrow();
    }

    /** Moves a document to a path where there is room for it. */
    static DocumentRow move(Connection connection, DocumentRow row, String to, Instant now) throws SQLException {
        makeDirectory(connection, row.space(), SpaceNames.parent(to));
        Sql.update(
                connection,
                "UPDATE document SET path = ?, revision = revision + 1, updated = ? WHERE number = ?",
                to,
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Moves a directory with all in it to a path where there is room for it. */
    static void moveDirectory(Connection connection, long space, String from, String to, Instant now)
            throws SQLException {
        makeDirectory(connection, space, SpaceNames.parent(to));
        String below = " WHERE space = ? AND path > ? AND path < ?";
        Sql.update(
                connection,
                "UPDATE document SET path = ? || substr(path, length(?) + 1), revision = revision + 1, updated = ?"
                        + below + " AND deleted IS NULL",
                to,
                from,
                now.toEpochMilli(),
                space,
                from + "/",
                behind(from));
        Sql.update(
                connection,
                "UPDATE directory SET path = ? || substr(path, length(?) + 1)" + below,
                to,
                from,
                space,
                from + "/",
                behind(from));
        Sql.update(connection, "UPDATE directory SET path = ? WHERE space = ? AND path = ?", to, space, from);
    }

    static DocumentRow delete(Connection connection, DocumentRow row, Instant now) throws SQLException {
        Sql.update(
                connection,
                "UPDATE document SET deleted = ?, revision = revision + 1, updated = ? WHERE number = ?",
                now.toEpochMilli(),
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Brings a deleted document back to a path where there is room for it. */
    static DocumentRow bringBack(Connection connection, DocumentRow row, String path, Instant now) throws SQLException {
        makeDirectory(connection, row.space(), SpaceNames.parent(path));
        Sql.update(
                connection,
                "UPDATE document SET deleted = NULL, path = ?, revision = revision + 1, updated = ? WHERE number = ?",
                path,
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    /** Gives a document the content and metadata of a version of it. */
    static DocumentRow goBack(Connection connection, DocumentRow row, SpaceVersion version, Instant now)
            throws SQLException {
        keep(connection, row, now);
        Sql.update(
                connection,
                "UPDATE document SET content = ?, modified = ?, metadata = ?, described = ?, revision = revision + 1,"
                        + " updated = ? WHERE number = ?",
                version.content(),
                version.modified().toString(),
                stored(version.metadata()),
                now.toString(),
                now.toEpochMilli(),
                row.number());
        return again(connection, row);
    }

    private static void keep(Connection connection, DocumentRow row, Instant now) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO document_version (document, revision, replaced, path, content, modified, metadata, parent)"
                        + " SELECT number, revision, ?, path, content, modified, metadata, parent FROM document"
                        + " WHERE number = ?",
                now.toEpochMilli(),
                row.number());
    }

    /** How a document was before changes that can be undone, the latest first. */
    static List<SpaceVersion> versions(Connection connection, DocumentRow row, Instant now) throws SQLException {
        return Sql.query(
                connection,
                "SELECT d.revision, d.replaced, d.path, c.size, c.sha256, d.modified, d.metadata, d.content"
                        + " FROM document_version d JOIN content c ON c.number = d.content"
                        + " WHERE d.document = ? AND d.replaced >= ? ORDER BY d.revision DESC, d.number DESC",
                SpaceVersion::read,
                row.number(),
                now.minus(KEPT).toEpochMilli());
    }

    /** Lets go of what can't be brought back any more; tells of how many documents and versions. */
    static int forget(Connection connection, Instant now) throws SQLException {
        long before = now.minus(KEPT).toEpochMilli();
        SpaceRows.expire(connection, now);
        List<Long> contents = new ArrayList<>(Sql.query(
                connection,
                "SELECT content FROM document WHERE deleted < ?1"
                        + " UNION SELECT v.content FROM document_version v WHERE v.replaced < ?1"
                        + " UNION SELECT v.content FROM document_version v JOIN document d ON d.number = v.document"
                        + " WHERE d.deleted < ?1",
                row -> row.getLong(1),
                before));
        int gone = Sql.update(connection, "DELETE FROM document_version WHERE replaced < ?", before)
                + Sql.update(connection, "DELETE FROM document WHERE deleted < ?", before);
        SpaceRows.forget(connection, now);
        SpaceContents.removeUnused(connection, contents);
        return gone;
    }
}
