package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Base;
import dev.holdfast.sync.mirror.BaseEntry;
import dev.holdfast.sync.mirror.BaseEntry.Mark;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.tree.EntryKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
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
        this.id = digest(left + "\0" + right);
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
                        connection, "SELECT * FROM mirror_entry WHERE pair = " + NUMBER, MirrorStore::entry, id);
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
                    "INSERT OR REPLACE INTO mirror_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
                    entry.right().version());
        }
    }

    @Override
    public void establish() {
        state.write(connection ->
                Sql.update(connection, "UPDATE mirror_pair SET established = 1 WHERE number = ?", pair(connection)));
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

    private static BaseEntry entry(ResultSet row) throws SQLException {
        return new BaseEntry(
                row.getString("path"),
                row.getBoolean("directory") ? EntryKind.DIRECTORY : EntryKind.FILE,
                row.getLong("size"),
                row.getString("sha256"),
                mark(row, "left"),
                mark(row, "right"));
    }

    private static Mark mark(ResultSet row, String side) throws SQLException {
        return new Mark(
                Instant.parse(row.getString(side + "_modified")),
                row.getString(side + "_identity"),
                row.getString(side + "_version"));
    }

    private static String digest(String text) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
