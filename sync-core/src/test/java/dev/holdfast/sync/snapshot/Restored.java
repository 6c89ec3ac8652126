package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.snapshot.Ledger.TornException;
import dev.holdfast.sync.snapshot.LedgerWriter.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Snapshots laid into a directory as a restore would: under the names they carry, logs beside their databases. */
final class Restored {
    private Restored() {}

    /** Takes a snapshot of a source that is one file, into a directory that is emptied first. */
    static Path take(Snapshotter snapshotter, Path source, Path directory) throws SnapshotException, IOException {
        Files.createDirectories(directory);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(directory)) {
            for (Path file : old) {
                Files.delete(file);
            }
        }
        SnapshotUnit unit = snapshotter.scan(source).units().get(0);
        try (Snapshot snapshot = snapshotter.take(unit)) {
            for (SnapshotFile file : snapshot.files()) {
                try (InputStream in = file.content().open()) {
                    Files.copy(in, directory.resolve(file.path()));
                }
            }
        }
        return directory.resolve(unit.path());
    }

    /** The last transaction of a database that is sound and holds whole transactions only. */
    static long lastTransaction(Engine engine, Path database) throws SQLException, TornException {
        try (Connection connection = engine.connect(database)) {
            if (engine.isSqlite()) {
                checkIntegrity(connection);
            }
            return Ledger.lastTransaction(connection);
        }
    }

    private static void checkIntegrity(Connection connection) throws SQLException, TornException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
            result.next();
            if (!"ok".equals(result.getString(1))) {
                throw new TornException(result.getString(1));
            }
        }
    }

    /** Each file in a directory and the hash of its bytes; of SQLite's index, which belongs to all readers, only the name. */
    static Map<String, String> contents(Path directory) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                contents.put(name, name.endsWith("-shm") ? "an index" : Hashes.of(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
