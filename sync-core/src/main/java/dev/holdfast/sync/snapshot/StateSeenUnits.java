package dev.holdfast.sync.snapshot;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers units in the state database, for a day: after that everything is read again, so that a change which no look
 * could show is found all the same. Thread-safe, as a plan may be made while a sync goes on.
 */
public final class StateSeenUnits implements SeenUnits {
    private static final Logger LOG = LoggerFactory.getLogger(StateSeenUnits.class);
    private static final Duration TRUSTED = Duration.ofDays(1);
    private static final int MOST_WAITING = 1000;

    private final StateDatabase state;
    private final InstantSource clock;

    @GuardedBy("this")
    private final Map<SnapshotUnit, Seen> waiting = new LinkedHashMap<>();

    /** Over this database, which somebody else closes; opens nothing yet. */
    public StateSeenUnits(StateDatabase state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Optional<Seen> find(SnapshotUnit unit) {
        Instant now = clock.instant();
        try {
            return state.read(connection -> find(connection, unit))
                    // A clock that was set back makes the age of it unknown.
                    .filter(seen -> !seen.at().isAfter(now) && seen.at().isAfter(now.minus(TRUSTED)));
        } catch (StateException e) {
            LOG.warn("What was last seen of {} is not known, so it is read again.", unit.file(), e);
            return Optional.empty();
        }
    }

    private static Optional<Seen> find(Connection connection, SnapshotUnit unit) throws SQLException {
        List<Seen> rows = Sql.query(
                connection,
                "SELECT seen.look, seen.at, member.* FROM seen_unit AS seen JOIN seen_file AS member"
                        + " ON member.unit = seen.id WHERE seen.file = ? AND seen.path = ? ORDER BY member.position",
                row -> new Seen(row.getString("look"), Instant.ofEpochMilli(row.getLong("at")), List.of(file(row))),
                unit.file().toString(),
                unit.path());
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<FileState> files =
                rows.stream().flatMap(row -> row.files().stream()).toList();
        return Optional.of(new Seen(rows.get(0).look(), rows.get(0).at(), files));
    }

    private static FileState file(ResultSet row) throws SQLException {
        return new FileState(
                row.getString("path"),
                FileKind.valueOf(row.getString("kind")),
                row.getLong("size"),
                row.getString("sha256"),
                Instant.parse(row.getString("modified")));
    }

    @Override
    public synchronized void keep(SnapshotUnit unit, Seen seen) {
        waiting.put(unit, seen);
        if (waiting.size() >= MOST_WAITING) {
            flush();
        }
    }

    @Override
    public synchronized void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<SnapshotUnit, Seen> all = Map.copyOf(waiting);
        waiting.clear();
        long oldest = clock.instant().minus(TRUSTED).toEpochMilli();
        try {
            state.write(connection -> {
                for (Map.Entry<SnapshotUnit, Seen> entry : all.entrySet()) {
                    write(connection, entry.getKey(), entry.getValue());
                }
                return Sql.update(connection, "DELETE FROM seen_unit WHERE at < ?", oldest);
            });
        } catch (StateException e) {
            LOG.warn("What was seen of {} files could not be remembered; they will be read again.", all.size(), e);
        }
    }

    private static void write(Connection connection, SnapshotUnit unit, Seen seen) throws SQLException {
        List<Object> place = new ArrayList<>(List.of(unit.file().toString(), unit.path()));
        Sql.update(connection, "DELETE FROM seen_unit WHERE file = ? AND path = ?", place.toArray());
        place.addAll(List.of(seen.look(), seen.at().toEpochMilli()));
        Sql.update(connection, "INSERT INTO seen_unit (file, path, look, at) VALUES (?, ?, ?, ?)", place.toArray());
        long id = Sql.number(connection, "SELECT last_insert_rowid()");
        int position = 0;
        for (FileState file : seen.files()) {
            Sql.update(
                    connection,
                    "INSERT INTO seen_file (unit, position, path, kind, size, sha256, modified)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    id,
                    position++,
                    file.path(),
                    file.kind().name(),
                    file.size(),
                    file.sha256(),
                    file.modified().toString());
        }
    }
}
