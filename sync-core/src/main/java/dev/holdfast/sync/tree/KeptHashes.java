package dev.holdfast.sync.tree;

import dev.holdfast.sync.state.Schema;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.entry.HashCache;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers the hashes of one folder's files from one process to the next, in a file of the home that is nothing but a
 * help: what can't be kept is read again. So when the file is damaged it is thrown away, and when it can't be used nothing is
 * kept. Opens nothing before its first use. What came last is kept by {@link #close} at the latest. Thread-safe.
 */
public final class KeptHashes implements HashCache, AutoCloseable {
    /** The file's name in the home. */
    public static final String FILE_NAME = "hashes.db";

    private static final Logger LOG = LoggerFactory.getLogger(KeptHashes.class);
    /** Of all folders together. */
    private static final int MOST = 1_000_000;

    private static final int BATCH = 2_000;
    private static final long BATCH_BYTES = 256L << 20;
    private static final Schema SCHEMA =
            new Schema(FILE_NAME, "store of file hashes", 0x484c4448, List.of("""
            CREATE TABLE root (
                number INTEGER PRIMARY KEY,
                folder TEXT NOT NULL UNIQUE
            );
            CREATE TABLE file_hash (
                root INTEGER NOT NULL REFERENCES root (number) ON DELETE CASCADE,
                path TEXT NOT NULL,
                stamp TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                PRIMARY KEY (root, path)
            ) WITHOUT ROWID;
            """), Optional.empty());

    private final Path home;
    private final String folder;
    private final int most;
    private final StateDatabase database;

    private final Map<String, Kept> unwritten = new HashMap<>();

    private long unwrittenBytes;

    private @Nullable Long root;

    private boolean empty;

    private boolean unusable;

    private record Kept(String stamp, String sha256) {}

    /**
     * Those of one folder.
     *
     * @param home where the file is
     * @param folder whose files; always spelled in the same way
     */
    public KeptHashes(Path home, Path folder, InstantSource clock) {
        this(home, folder, clock, MOST);
    }

    /** With another bound, for tests. */
    KeptHashes(Path home, Path folder, InstantSource clock, int most) {
        this.home = home;
        this.folder = folder.toString();
        this.most = most;
        this.database = new StateDatabase(home, SCHEMA, clock);
    }

    @Override
    public synchronized Optional<String> find(Content content) {
        Optional<Kept> kept = Optional.ofNullable(unwritten.get(content.key()));
        return kept.or(() -> perhaps(() -> read(content.key())))
                .filter(known -> known.stamp().equals(stamp(content)))
                .map(Kept::sha256);
    }

    private Optional<Kept> read(String path) {
        long number = root();
        if (empty) {
            return Optional.empty();
        }
        return database
                .read(connection -> Sql.query(
                        connection,
                        "SELECT stamp, sha256 FROM file_hash WHERE root = ? AND path = ?",
                        row -> new Kept(row.getString(1), row.getString(2)),
                        number,
                        path))
                .stream()
                .findFirst();
    }

    @Override
    public synchronized void keep(Content content, String sha256) {
        unwritten.put(content.key(), new Kept(stamp(content), sha256));
        unwrittenBytes += content.size();
        if (unwritten.size() >= BATCH || unwrittenBytes >= BATCH_BYTES) {
            write();
        }
    }

    private static String stamp(Content content) {
        return content.size() + " " + content.modified() + " "
                + content.identity().orElse("") + " " + content.version();
    }

    private void write() {
        perhaps(() -> {
            long number = root();
            database.write(connection -> {
                for (Map.Entry<String, Kept> each : unwritten.entrySet()) {
                    Sql.update(
                            connection,
                            "INSERT OR REPLACE INTO file_hash VALUES (?, ?, ?, ?)",
                            number,
                            each.getKey(),
                            each.getValue().stamp(),
                            each.getValue().sha256());
                }
                return unwritten.size();
            });
            return Optional.empty();
        });
        empty &= unwritten.isEmpty();
        unwritten.clear();
        unwrittenBytes = 0;
    }

    /** The folder's number; it gets one when it has none. */
    private long root() {
        Long known = root;
        if (known == null) {
            known = database.write(connection -> {
                Sql.update(connection, "INSERT OR IGNORE INTO root (folder) VALUES (?)", folder);
                return Sql.number(connection, "SELECT number FROM root WHERE folder = ?", folder);
            });
            long number = known;
            empty = database.read(connection ->
                            Sql.number(connection, "SELECT EXISTS (SELECT 1 FROM file_hash WHERE root = ?)", number))
                    == 0;
            root = known;
        }
        return known;
    }

    /** Does it unless the file is of no use; then nothing is kept from here on, and everything is read. */
    private Optional<Kept> perhaps(Supplier<Optional<Kept>> use) {
        if (unusable) {
            return Optional.empty();
        }
        try {
            return use.get();
        } catch (StateException e) {
            LOG.warn("Hashes of files in {} are not kept: {}", folder, e.getMessage());
            unusable = true;
            return Optional.empty();
        }
    }

    @Override
    public synchronized void close() {
        if (!unwritten.isEmpty()) {
            write();
            perhaps(() -> {
                database.write(this::bound);
                return Optional.empty();
            });
        }
        database.close();
        if (root != null) {
            discardDamaged();
        }
    }

    /** Another folder's go first: this one was used just now. */
    private int bound(Connection connection) throws SQLException {
        if (Sql.number(connection, "SELECT count(*) FROM file_hash") <= most) {
            return 0;
        }
        int others = Sql.update(connection, "DELETE FROM root WHERE folder <> ?", folder);
        long left = Sql.number(connection, "SELECT count(*) FROM file_hash");
        return left <= most ? others : Sql.update(connection, "DELETE FROM file_hash");
    }

    /** What was set aside is of no use to anybody. */
    private void discardDamaged() {
        try (DirectoryStream<Path> aside = Files.newDirectoryStream(home, FILE_NAME + ".damaged-*")) {
            for (Path each : aside) {
                Files.deleteIfExists(each);
            }
        } catch (DirectoryIteratorException | IOException e) {
            LOG.warn("The damaged hashes in {} could not be removed.", home, e);
        }
    }
}
