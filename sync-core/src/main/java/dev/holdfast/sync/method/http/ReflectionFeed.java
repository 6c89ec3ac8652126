package dev.holdfast.sync.method.http;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.DuckDbContent;
import dev.holdfast.sync.snapshot.SnapshotException;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Memories of Session-Buddy's reflection database, read from a copy: its reflections and conversations. */
final class ReflectionFeed implements MemoryFeed {
    private final Path staging;
    private final Set<Path> openHere;

    /** @param home where copies may lie, and DuckDB's driver is looked for */
    ReflectionFeed(Path home) {
        staging = home.resolve("staging");
        openHere = Set.of(
                home.resolve(StateDatabase.FILE_NAME),
                home.resolve(MemoryStore.FILE_NAME),
                home.resolve(SpaceStore.FILE_NAME));
    }

    @Override
    public boolean reads(SourceSetting source) {
        return DuckDbContent.isDatabase(source.path(), openHere);
    }

    @Override
    public boolean mayBringEmbeddings() {
        return DuckDbContent.isPossible(staging);
    }

    @Override
    public void read(SourceSetting source, Taker taker, CancelSignal cancel) throws SnapshotException, SyncException {
        try (DuckDbContent content = DuckDbContent.of(source.path(), staging, cancel)) {
            Connection connection = content.connection();
            List<ReflectionTable> tables = ReflectionTable.in(connection);
            if (tables.isEmpty()) {
                taker.none("The DuckDB database " + source.path() + " has no table of reflections or conversations, so"
                        + " there are no memories in it to be sent to a server.");
                return;
            }
            long count = 0;
            for (ReflectionTable table : tables) {
                count += table.count(connection);
            }
            taker.begin(String.valueOf(source.path().getFileName()), content.size(), count);
            for (ReflectionTable table : tables) {
                read(connection, table, taker, cancel);
            }
        } catch (SQLException e) {
            throw new SnapshotException(
                    "The memories in the DuckDB database " + source.path() + " can't be read.", false, e);
        }
    }

    private static void read(Connection connection, ReflectionTable table, Taker taker, CancelSignal cancel)
            throws SQLException, SyncException {
        try (PreparedStatement statement = connection.prepareStatement(table.page())) {
            String last = "";
            List<OutgoingMemory> page;
            do {
                cancel.throwIfCancelled();
                statement.setString(1, last);
                statement.setInt(2, PAGE);
                page = page(statement, table.type());
                if (!page.isEmpty()) {
                    taker.take(page);
                    last = page.get(page.size() - 1).id();
                }
            } while (page.size() == PAGE);
        }
    }

    private static List<OutgoingMemory> page(PreparedStatement statement, String type) throws SQLException {
        List<OutgoingMemory> page = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(new OutgoingMemory(
                        rows.getString("id"),
                        rows.getString("content"),
                        vector(rows.getArray("embedding")),
                        created(rows),
                        type,
                        Map.of(),
                        rows.getBoolean("too_long")));
            }
        }
        return page;
    }

    private static Optional<Instant> created(ResultSet row) throws SQLException {
        long millis = row.getLong("created");
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static Optional<float[]> vector(@Nullable Array array) throws SQLException {
        if (array == null || !(array.getArray() instanceof Object[] numbers)) {
            return Optional.empty();
        }
        float[] vector = new float[numbers.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers[i] instanceof Number number ? number.floatValue() : Float.NaN;
        }
        return Optional.of(vector);
    }
}
