package dev.holdfast.sync.space;

import dev.holdfast.sync.state.Schema;
import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Where memories have their files: a path for each, and directories that stay when they are empty. A path is remembered until
 * its memory is gone. For use in a transaction.
 */
final class MemorySpaceRows {
    private static final String FIRST = """
            CREATE TABLE memory_file (
                id TEXT PRIMARY KEY,
                path TEXT NOT NULL,
                folded TEXT NOT NULL UNIQUE,
                named_open INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE memory_directory (
                folded TEXT PRIMARY KEY,
                path TEXT NOT NULL
            ) WITHOUT ROWID;
            """;

    /** Marks the file as one of places: "HLDP". */
    private static final int APPLICATION_ID = 0x484c4450;

    /** What places are kept in. */
    static final Schema SCHEMA = new Schema(
            MemoryPlaces.FILE_NAME,
            "list of memories' files",
            APPLICATION_ID,
            List.of(FIRST),
            Optional.of("move it away, and memories' files get the names that they had at first"));

    private static final String BELOW = " WHERE folded >= ? || '/' AND folded < ? || '0'";

    private final Connection connection;

    MemorySpaceRows(Connection connection) {
        this.connection = connection;
    }

    /**
     * Where a memory has its file.
     *
     * @param namedOpen whether it got its name while the memory was not sensitive, so that the name may tell what it says
     */
    record Place(String id, String path, boolean namedOpen) {
        String folded() {
            return MemoryNames.fold(path);
        }
    }

    List<Place> all() throws SQLException {
        return Sql.query(connection, "SELECT * FROM memory_file", MemorySpaceRows::place);
    }

    Optional<Place> at(String path) throws SQLException {
        return Sql.query(
                        connection,
                        "SELECT * FROM memory_file WHERE folded = ?",
                        MemorySpaceRows::place,
                        MemoryNames.fold(path))
                .stream()
                .findFirst();
    }

    Optional<Place> of(String id) throws SQLException {
        return Sql.query(connection, "SELECT * FROM memory_file WHERE id = ?", MemorySpaceRows::place, id).stream()
                .findFirst();
    }

    List<Place> below(String directory) throws SQLException {
        String folded = MemoryNames.fold(directory);
        return Sql.query(
                connection,
                "SELECT * FROM memory_file" + BELOW + " ORDER BY folded",
                MemorySpaceRows::place,
                folded,
                folded);
    }

    private static Place place(ResultSet row) throws SQLException {
        return new Place(row.getString("id"), row.getString("path"), row.getBoolean("named_open"));
    }

    /** Puts a memory there; whatever had this place, or where it had its own, is forgotten. */
    void put(Place place) throws SQLException {
        Sql.update(
                connection,
                "INSERT OR REPLACE INTO memory_file (id, path, folded, named_open) VALUES (?, ?, ?, ?)",
                place.id(),
                place.path(),
                place.folded(),
                place.namedOpen() ? 1 : 0);
    }

    void forget(Place place) throws SQLException {
        Sql.update(connection, "DELETE FROM memory_file WHERE id = ?", place.id());
    }

    List<String> directories() throws SQLException {
        return Sql.query(connection, "SELECT path FROM memory_directory", row -> row.getString(1));
    }

    Optional<String> directory(String path) throws SQLException {
        return Sql.query(
                        connection,
                        "SELECT path FROM memory_directory WHERE folded = ?",
                        row -> row.getString(1),
                        MemoryNames.fold(path))
                .stream()
                .findFirst();
    }

    List<String> directoriesBelow(String directory) throws SQLException {
        String folded = MemoryNames.fold(directory);
        return Sql.query(
                connection, "SELECT path FROM memory_directory" + BELOW, row -> row.getString(1), folded, folded);
    }

    /** Makes a directory stay, and those above it. */
    void keepDirectory(String path) throws SQLException {
        for (String each = path; !each.isEmpty(); each = MemoryNames.parent(each)) {
            Sql.update(
                    connection,
                    "INSERT OR IGNORE INTO memory_directory (folded, path) VALUES (?, ?)",
                    MemoryNames.fold(each),
                    each);
        }
    }

    void forgetDirectory(String path) throws SQLException {
        Sql.update(connection, "DELETE FROM memory_directory WHERE folded = ?", MemoryNames.fold(path));
    }
}
