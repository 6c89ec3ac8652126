package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.tree.EntryKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of one pair, in the home's state. A pair is known by where its two sides are: with another root on
 * either side it is another pair, of which nothing is remembered. When the state was damaged and begun anew, or makes no
 * sense, nothing is remembered either, so that the next run is a first one; it deletes nothing.
 *
 * <p>Every method throws {@link dev.holdfast.sync.state.StateException} when the state can't be used. Thread-safe.
 */
public final class MirrorStore implements MirrorBase {
    private static final int ID_CHARACTERS = 32;
    /** More of it takes longer to keep than to find again. */
    private static final int MOST_LEFT_OUT = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(MirrorStore.class);
    private static final String NUMBER = "(SELECT number FROM mirror_pair WHERE id = ?)";

    private final StateDatabase state;
    private final String id;

    /**
     * What is remembered of a pair.
     *
     * @param state the home's state, which the caller closes
     * @param left where the left side is; always the same for the same place
     * @param right where the right side is
     */
    public MirrorStore(StateDatabase state, String left, String right) {
        this.state = state;
        this.id = Hashes.of(left + "\0" + right).substring(0, ID_CHARACTERS);
    }

    /** Names the pair, in this home and in others. */
    public String id() {
        return id;
    }

    @Override
    public Base read() {
        try {
            return state.read(connection -> {
                List<BaseEntry> entries = Sql.query(
                        connection,
                        "SELECT " + BaseRows.COLUMNS + " FROM mirror_entry WHERE pair = " + NUMBER,
                        new BaseRows()::entry,
                        id);
                long established = Sql.number(
                        connection, "SELECT coalesce(max(established), 0) FROM mirror_pair WHERE id = ?", id);
                return new Base(entries, established != 0);
            });
        } catch (DateTimeException e) {
            LOG.warn("What was remembered of the mirror {} makes no sense; its next run is a first one.", id, e);
            forgetAll();
            return Base.EMPTY;
        }
    }

    /** Whether a run of the pair has got to its end. */
    public boolean isEstablished() {
        return state.read(connection -> Sql.number(
                        connection, "SELECT coalesce(max(established), 0) FROM mirror_pair WHERE id = ?", id))
                != 0;
    }

    @Override
    public void change(List<BaseChange> changes) {
        state.write(connection -> {
            long pair = pair(connection);
            for (BaseChange change : changes) {
                apply(connection, pair, change);
            }
            return changes.size();
        });
    }

    private static void apply(Connection connection, long pair, BaseChange change) throws SQLException {
        for (String path : change.forgotten()) {
            Sql.update(connection, "DELETE FROM mirror_entry WHERE pair = ? AND path = ?", pair, path);
        }
        BaseEntry entry = change.remembered();
        if (entry != null) {
            Sql.update(
                    connection,
                    "INSERT OR REPLACE INTO mirror_entry (pair, path, directory, size, sha256, left_modified,"
                            + " left_identity, left_version, right_modified, right_identity, right_version,"
                            + " left_own_size, left_own_sha256, right_own_size, right_own_sha256)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    pair,
                    entry.path(),
                    entry.kind() == EntryKind.DIRECTORY ? 1 : 0,
                    entry.size(),
                    entry.hash(),
                    entry.left().modified().toString(),
                    entry.left().identity(),
                    entry.left().version(),
                    entry.right().modified().toString(),
                    entry.right().identity(),
                    entry.right().version(),
                    ownSize(entry.left()),
                    ownHash(entry.left()),
                    ownSize(entry.right()),
                    ownHash(entry.right()));
        }
    }

    private static @Nullable Long ownSize(Mark mark) {
        return mark.own() == null ? null : mark.own().size();
    }

    private static @Nullable String ownHash(Mark mark) {
        return mark.own() == null ? null : mark.own().hash();
    }

    @Override
    public void establish() {
        state.write(connection ->
                Sql.update(connection, "UPDATE mirror_pair SET established = 1 WHERE number = ?", pair(connection)));
    }

    @Override
    public Optional<Settled> settled() {
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT looks, left_out FROM mirror_settled JOIN mirror_pair ON number = pair"
                                + " WHERE id = ? AND established = 1",
                        MirrorStore::settled,
                        id))
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Triggers of the database remove it with the first change of an entry. */
    @Override
    public void settle(Settled look) {
        if (look.leftOut().size() > MOST_LEFT_OUT) {
            return;
        }
        String leftOut = look.leftOut().stream()
                .map(each -> each.why().name() + "/" + each.path())
                .collect(Collectors.joining("\0"));
        state.write(connection -> Sql.update(
                connection,
                "INSERT OR REPLACE INTO mirror_settled (pair, looks, left_out) VALUES (?, ?, ?)",
                pair(connection),
                look.looks(),
                leftOut));
    }

    /** Of what makes no sense nothing is known. */
    private static Optional<Settled> settled(ResultSet row) throws SQLException {
        List<LeftOut> leftOut = new ArrayList<>();
        String all = row.getString("left_out");
        for (String each : all.isEmpty() ? List.<String>of() : List.of(all.split("\0", -1))) {
            int slash = each.indexOf('/');
            Optional<LeftOut.Why> why = Stream.of(LeftOut.Why.values())
                    .filter(known -> slash > 0 && known.name().equals(each.substring(0, slash)))
                    .findFirst();
            if (why.isEmpty()) {
                return Optional.empty();
            }
            leftOut.add(new LeftOut(each.substring(slash + 1), why.get()));
        }
        return Optional.of(new Settled(row.getString("looks"), leftOut));
    }

    /** Keeps how a run ended, for {@link #status}. */
    public void finished(MirrorReport report) {
        String problem = report.verdicts().isEmpty()
                ? report.problems().isEmpty() ? null : report.problems().get(0).sentence()
                : report.verdicts().get(0);
        long started = report.started().toEpochMilli();
        state.write(connection -> Sql.update(
                connection,
                "UPDATE mirror_pair SET last_run = ?, last_outcome = ?, last_operations = ?, last_problem = ?,"
                        + " last_equal = CASE WHEN ? THEN ? ELSE last_equal END WHERE number = ?",
                started,
                report.outcome().name(),
                report.done().operations(),
                problem,
                report.ok(),
                started,
                pair(connection)));
    }

    /** How the pair stood when it last ran. */
    public MirrorStatus status() {
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT * FROM mirror_pair WHERE id = ? AND last_run IS NOT NULL",
                        MirrorStore::status,
                        id))
                .stream()
                .findFirst()
                .orElse(MirrorStatus.NEVER);
    }

    private static MirrorStatus status(ResultSet row) throws SQLException {
        return new MirrorStatus(
                Sql.instant(row, "last_run").orElse(null),
                MirrorReport.Outcome.valueOf(row.getString("last_outcome")),
                row.getLong("last_operations"),
                Sql.instant(row, "last_equal").orElse(null),
                row.getString("last_problem"));
    }

    private void forgetAll() {
        state.write(connection -> {
            Sql.update(connection, "DELETE FROM mirror_entry WHERE pair = " + NUMBER, id);
            return Sql.update(connection, "DELETE FROM mirror_pair WHERE id = ?", id);
        });
    }

    /** The pair's number; it gets one when it has none. */
    private long pair(Connection connection) throws SQLException {
        Sql.update(connection, "INSERT OR IGNORE INTO mirror_pair (id) VALUES (?)", id);
        return Sql.number(connection, "SELECT number FROM mirror_pair WHERE id = ?", id);
    }
}
