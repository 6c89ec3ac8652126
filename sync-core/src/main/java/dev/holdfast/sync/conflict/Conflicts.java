package dev.holdfast.sync.conflict;

import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The list of conflicts in the home's state. What {@link #add} and {@link #resolve} have returned from survives a crash.
 * Every method throws {@link dev.holdfast.sync.state.StateException} when the state can't be used.
 */
public final class Conflicts implements ConflictLog {
    private static final String NEWEST_FIRST = " ORDER BY found DESC, id";

    private final StateDatabase state;

    /** The list in a home's state, which the caller closes. */
    public Conflicts(StateDatabase state) {
        this.state = state;
    }

    @Override
    public void add(RecordedConflict conflict) {
        Version left = conflict.left();
        Version right = conflict.right();
        ConflictChoice choice = conflict.choice();
        state.write(connection -> Sql.update(
                connection,
                "INSERT INTO conflict (id, kind, place, path, left_size, left_modified, left_sha256, right_size,"
                        + " right_modified, right_sha256, copy, found, resolved, choice)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                        + " left_size = excluded.left_size, left_modified = excluded.left_modified,"
                        + " left_sha256 = excluded.left_sha256, right_size = excluded.right_size,"
                        + " right_modified = excluded.right_modified, right_sha256 = excluded.right_sha256,"
                        + " copy = excluded.copy, resolved = excluded.resolved, choice = excluded.choice",
                conflict.id(),
                conflict.kind().name(),
                conflict.place(),
                conflict.path(),
                of(left, Version::size),
                of(left, version -> version.modified().toString()),
                of(left, Version::hash),
                of(right, Version::size),
                of(right, version -> version.modified().toString()),
                of(right, Version::hash),
                conflict.copy(),
                conflict.found().toEpochMilli(),
                choice == null ? null : conflict.found().toEpochMilli(),
                choice == null ? null : choice.name()));
    }

    private static @Nullable Object of(@Nullable Version version, Function<Version, @Nullable Object> what) {
        return version == null ? null : what.apply(version);
    }

    @Override
    public List<RecordedConflict> open(String place) {
        return state.read(connection -> Sql.query(
                connection,
                "SELECT * FROM conflict WHERE choice IS NULL AND place = ? ORDER BY path, id",
                Conflicts::conflict,
                place));
    }

    @Override
    public List<RecordedConflict> list(boolean resolvedToo) {
        return state.read(connection -> Sql.query(
                connection,
                "SELECT * FROM conflict" + (resolvedToo ? "" : " WHERE choice IS NULL") + NEWEST_FIRST,
                Conflicts::conflict));
    }

    @Override
    public Optional<RecordedConflict> find(String id) {
        return state
                .read(connection ->
                        Sql.query(connection, "SELECT * FROM conflict WHERE id = ?", Conflicts::conflict, id))
                .stream()
                .findFirst();
    }

    @Override
    public void resolve(String id, ConflictChoice choice, Instant when) {
        state.write(connection -> Sql.update(
                connection,
                "UPDATE conflict SET choice = ?, resolved = ? WHERE id = ? AND choice IS NULL",
                choice.name(),
                when.toEpochMilli(),
                id));
    }

    private static RecordedConflict conflict(ResultSet row) throws SQLException {
        String choice = row.getString("choice");
        return new RecordedConflict(
                row.getString("id"),
                ConflictKind.valueOf(row.getString("kind")),
                row.getString("place"),
                row.getString("path"),
                version(row, "left"),
                version(row, "right"),
                row.getString("copy"),
                Instant.ofEpochMilli(row.getLong("found")),
                choice == null ? null : ConflictChoice.valueOf(choice));
    }

    private static @Nullable Version version(ResultSet row, String side) throws SQLException {
        String modified = row.getString(side + "_modified");
        return modified == null
                ? null
                : new Version(row.getLong(side + "_size"), Instant.parse(modified), row.getString(side + "_sha256"));
    }
}
