package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Schema;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Vectors of what open memories say: {@code memory-vectors.db} in the home. They follow from the memories, so the file is
 * neither copied nor restored, and can be lost. Thread-safe.
 */
final class VectorFile implements AutoCloseable {
    static final String NAME = "memory-vectors.db";

    private static final String FIRST = """
            CREATE TABLE vector (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                digest BLOB NOT NULL UNIQUE,
                numbers BLOB NOT NULL
            );
            CREATE TABLE model (name TEXT NOT NULL);
            """;

    /** Marks the file: "HLDV". */
    private static final int APPLICATION_ID = 0x484c4456;

    private static final Schema SCHEMA =
            new Schema(NAME, "memory vectors", APPLICATION_ID, List.of(FIRST), Optional.empty());

    private final StateDatabase database;

    VectorFile(Path home, InstantSource clock) {
        this.database = new StateDatabase(home, SCHEMA, clock);
    }

    /** A memory that a vector was made of, and how close that is. */
    record Near(Digest digest, double closeness) {}

    private record Found(long number, double closeness) {}

    boolean exists() {
        return database.exists();
    }

    /** Of which memories there are vectors of this model; those of another model go. */
    Set<Digest> digests(String model) {
        return database.write(connection -> {
            if (!isOf(connection, model)) {
                Sql.update(connection, "DELETE FROM vector");
                Sql.update(connection, "DELETE FROM model");
                Sql.update(connection, "INSERT INTO model (name) VALUES (?)", model);
            }
            return read(connection);
        });
    }

    /** Of which memories there are vectors. */
    Set<Digest> digests() {
        return database.read(VectorFile::read);
    }

    private static Set<Digest> read(Connection connection) throws SQLException {
        return new HashSet<>(
                Sql.query(connection, "SELECT digest FROM vector", row -> Digest.of(row.getBytes("digest"))));
    }

    private static boolean isOf(Connection connection, String model) throws SQLException {
        return Sql.number(connection, "SELECT count(*) FROM model WHERE name = ?", model) > 0;
    }

    /** Keeps vectors of this model, unless those in the file are of another by now. */
    void keep(String model, Map<Digest, byte[]> vectors) {
        int unused = database.write(connection -> {
            int kept = 0;
            if (isOf(connection, model)) {
                for (Map.Entry<Digest, byte[]> each : vectors.entrySet()) {
                    kept += Sql.update(
                            connection,
                            "INSERT OR IGNORE INTO vector (digest, numbers) VALUES (?, ?)",
                            each.getKey().bytes(),
                            each.getValue());
                }
            }
            return kept;
        });
    }

    /** Removes vectors; makes no file for that. */
    void forget(Collection<Digest> gone) {
        if (gone.isEmpty() || !exists()) {
            return;
        }
        int unused = database.write(connection -> {
            int removed = 0;
            for (Digest digest : gone) {
                removed += Sql.update(connection, "DELETE FROM vector WHERE digest = ?", digest.bytes());
            }
            return removed;
        });
    }

    /** A vector for each of these memories that has one. */
    Map<Digest, byte[]> of(Collection<Digest> digests) {
        return database.read(connection -> {
            Map<Digest, byte[]> found = new HashMap<>();
            for (Digest digest : digests) {
                Sql.query(
                                connection,
                                "SELECT numbers FROM vector WHERE digest = ?",
                                row -> row.getBytes(1),
                                digest.bytes())
                        .forEach(numbers -> found.put(digest, numbers));
            }
            return found;
        });
    }

    /** The number of the vector that was kept last. */
    long newest() {
        return database.read(connection -> Sql.number(connection, "SELECT coalesce(max(number), 0) FROM vector"));
    }

    /**
     * Those nearest to a question, the nearest first.
     *
     * @param model what made the question's vector
     * @param upTo leaves out vectors that were kept after that one
     */
    List<Near> nearest(String model, byte[] question, long upTo, double least, int most) {
        return database.read(connection -> {
            if (!isOf(connection, model)) {
                return List.<Near>of();
            }
            List<Found> found = scan(connection, question, upTo, least, most);
            List<Near> near = new ArrayList<>();
            for (Found each : found) {
                Sql.query(
                                connection,
                                "SELECT digest FROM vector WHERE number = ?",
                                row -> Digest.of(row.getBytes(1)),
                                each.number())
                        .forEach(digest -> near.add(new Near(digest, each.closeness())));
            }
            return near;
        });
    }

    private static List<Found> scan(Connection connection, byte[] question, long upTo, double least, int most)
            throws SQLException {
        PriorityQueue<Found> best = new PriorityQueue<>(Comparator.comparingDouble(Found::closeness));
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT number, numbers FROM vector WHERE number <= ? ORDER BY number")) {
            statement.setLong(1, upTo);
            double bar = least;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    double closeness = PackedVector.closeness(question, rows.getBytes(2));
                    if (closeness >= bar) {
                        best.add(new Found(rows.getLong(1), closeness));
                        bar = best.size() > most ? raised(best) : bar;
                    }
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Found::closeness)
                        .reversed()
                        .thenComparing(Comparator.comparingLong(Found::number).reversed()))
                .toList();
    }

    private static double raised(PriorityQueue<Found> best) {
        best.remove();
        return best.element().closeness();
    }

    @Override
    public void close() {
        database.close();
    }
}
