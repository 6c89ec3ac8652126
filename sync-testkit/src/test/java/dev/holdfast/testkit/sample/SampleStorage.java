package dev.holdfast.testkit.sample;

import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageArguments;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.testkit.WholeContent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Objects as rows of one SQLite file. Each change is one statement, which is all or nothing, so a put that died leaves
 * nothing to sweep. A folder is a row without bytes, its key with a slash at the end. An object must fit into memory.
 * Nothing is held between calls.
 */
record SampleStorage(Path file) implements StorageClient {
    private static final Set<Integer> DAMAGED = Set.of(11, 26); // SQLITE_CORRUPT, SQLITE_NOTADB
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS object(key PRIMARY KEY, version, modified, bytes)";
    private static final String COLUMNS = " key, version, modified, length(bytes) ";
    private static final String LEVEL = "SELECT DISTINCT iif(?2 AND cut, substr(key, 1, length(?1) + cut), key) name "
            + "FROM (SELECT *, instr(substr(key, length(?1) + 1), '/') cut FROM object WHERE instr(key, ?1) = 1) "
            + "WHERE (?2 OR bytes NOT NULL) AND name > ?3 AND name <> ?1 ORDER BY name LIMIT ?4";

    /** One statement at a time, so that our own threads don't find the file busy. */
    private synchronized <T> List<T> rows(Sql.Row<T> row, String sql, Object... values) throws StorageException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?journal_mode=TRUNCATE")) {
            Sql.update(connection, TABLE);
            return Sql.query(connection, sql, row, values);
        } catch (SQLException e) {
            throw DAMAGED.contains(e.getErrorCode() & 0xff)
                    ? new StorageException.Corrupt("The " + describe() + " is damaged: restore it.", e)
                    : new StorageException.Transient("The " + describe() + " is busy, full or not there.", e);
        }
    }

    private List<StoredObject> objects(String sql, Object... values) throws StorageException {
        Sql.Row<StoredObject> object = row -> {
            Instant modified = Instant.ofEpochMilli(row.getLong(3));
            return new StoredObject(row.getString(1), row.getLong(4), Optional.empty(), row.getString(2), modified);
        };
        return rows(object, sql, values);
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        StorageKeys.require(key);
        StorageArguments.requireSupported(this, options);
        String other = options.precondition() instanceof Precondition.Absent ? "IGNORE" : "REPLACE";
        String sql = "INSERT OR " + other + " INTO object VALUES (?, hex(randomblob(9)), ?, ?) RETURNING" + COLUMNS;
        byte[] bytes = WholeContent.read(content, options);
        return objects(sql, key, System.currentTimeMillis(), bytes).stream()
                .findFirst()
                .orElseThrow(() -> new StorageException.PreconditionFailed("There is already a " + key + ".", null));
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        objects("INSERT OR IGNORE INTO object(key) SELECT ?1 WHERE ?1 <> '' RETURNING" + COLUMNS, prefix);
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        String within = "SELECT count(*) FROM object WHERE instr(key, ?1) = 1";
        objects("DELETE FROM object WHERE key = ?1 AND (" + within + ") = 1 RETURNING" + COLUMNS, prefix);
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return open(key, 0, Long.MAX_VALUE);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        StorageKeys.require(key);
        StorageArguments.requireRange(offset, length);
        byte[] bytes = rows(row -> row.getBytes(1), "SELECT bytes FROM object WHERE key = ?", key).stream()
                .findFirst()
                .orElseThrow(() -> new StorageException.NotFound("There is no object " + key + ".", null));
        int from = (int) Math.min(offset, bytes.length);
        return new ByteArrayInputStream(bytes, from, (int) Math.min(length, bytes.length - from));
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        StorageKeys.require(key);
        return objects("SELECT" + COLUMNS + "FROM object WHERE key = ?", key).stream()
                .findFirst();
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        StorageArguments.requireLimit(limit);
        String names = "SELECT name, version, modified, length(bytes) FROM (" + LEVEL
                + ") LEFT JOIN object ON key = name ORDER BY name";
        List<StoredObject> found = objects(names, prefix, depth == Depth.ONE_LEVEL, after, limit + 1);
        List<StoredObject> page = found.subList(0, Math.min(limit, found.size()));
        Optional<String> next =
                found.size() > limit ? Optional.of(page.get(limit - 1).key()) : Optional.empty();
        Predicate<StoredObject> folder = named -> named.key().endsWith("/");
        List<String> folders =
                page.stream().filter(folder).map(StoredObject::key).toList();
        return new ListPage(page.stream().filter(folder.negate()).toList(), folders, next);
    }

    @Override
    public void delete(String key) throws StorageException {
        StorageKeys.require(key);
        objects("DELETE FROM object WHERE key = ? RETURNING" + COLUMNS, key);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.CREATE_ONLY, Capability.FRESH_LISTING);
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        objects("SELECT" + COLUMNS + "FROM object LIMIT 0");
    }

    @Override
    public String describe() {
        return "SQLite file " + file;
    }

    @Override
    public void close() {}
}
