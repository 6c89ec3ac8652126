package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The store's memories as the sync with one server sees them: tables beside theirs. */
final class MemoryRecords implements RecordStore {
    private static final int FIRST_FEW = 5;

    /** Parked as they are: a row of another revision says nothing any more. */
    private static final String PARKED = " FROM record_parked p JOIN memory m ON m.number = p.memory"
            + " AND m.revision = p.revision WHERE p.server = ? AND p.reason IS NOT NULL";

    private static final String CONFLICTS = " FROM record_conflict c JOIN memory m ON m.number = c.memory"
            + " AND m.deleted IS NULL WHERE c.server = ?";

    private static final String STATE = "SELECT count(*) FILTER (WHERE (l.memory IS NULL OR l.gone = 1)"
            + " AND m.deleted IS NULL), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM record_parked p"
            + " WHERE p.server = ? AND p.memory = m.number AND p.revision = m.revision AND p.reason IS NOT NULL))"
            + RecordRows.NEWS;

    private final MemoryStore store;
    private final String server;

    MemoryRecords(MemoryStore store, String server) {
        this.store = store;
        this.server = server;
    }

    @Override
    public <T> T change(Function<RecordBook, T> work) {
        return store.changeShown((connection, hidden) -> {
            Sql.update(connection, "INSERT OR IGNORE INTO record_server (name) VALUES (?)", server);
            RecordRows rows =
                    new RecordRows(store, connection, number(connection).orElseThrow(), hidden);
            try {
                return work.apply(rows);
            } catch (RecordSql.Failed e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public RecordStatus status() {
        return store.read(RecordStatus.NONE, connection -> {
            long number = number(connection).orElse(0L);
            RecordStatus.HeldDeletes held = new RecordRows(store, connection, number, new ArrayList<>())
                    .counted()
                    .held();
            List<RecordStatus> known = Sql.query(
                    connection,
                    "SELECT * FROM record_server WHERE number = ?",
                    row -> known(connection, row, held),
                    number);
            return known.isEmpty() ? unknown(connection) : known.get(0);
        });
    }

    /** A server that was never spoken to. */
    private static RecordStatus unknown(Connection connection) throws SQLException {
        long all = state(connection, 0, false).get(0);
        RecordStatus none = RecordStatus.NONE;
        return new RecordStatus(
                all,
                0,
                List.of(),
                all,
                0,
                List.of(),
                none.lastPush(),
                none.lastPull(),
                none.keyRefused(),
                none.heldDeletes());
    }

    private static RecordStatus known(Connection connection, ResultSet row, RecordStatus.HeldDeletes held)
            throws SQLException {
        long number = row.getLong("number");
        List<Long> state = state(connection, number, row.getBoolean("sensitive"));
        return new RecordStatus(
                state.get(1),
                Sql.number(connection, "SELECT count(*)" + PARKED, number),
                Sql.query(
                        connection,
                        "SELECT m.id, p.reason" + PARKED + " ORDER BY m.number LIMIT " + FIRST_FEW,
                        each -> new RecordStatus.Parked(each.getString(1), each.getString(2)),
                        number),
                state.get(0),
                Sql.number(connection, "SELECT count(*)" + CONFLICTS, number),
                Sql.query(
                        connection,
                        "SELECT m.id" + CONFLICTS + " ORDER BY m.number LIMIT " + FIRST_FEW,
                        each -> each.getString(1),
                        number),
                time(row, "last_push"),
                time(row, "last_pull"),
                time(row, "key_refused"),
                held);
    }

    private static List<Long> state(Connection connection, long number, boolean sensitive) throws SQLException {
        return Sql.query(
                        connection,
                        STATE,
                        row -> List.of(row.getLong(1), row.getLong(2)),
                        number,
                        number,
                        sensitive ? 1 : 0,
                        number)
                .get(0);
    }

    @Override
    public long retry(Optional<String> id) {
        return ifKnown(0L, (connection, number) -> {
            long parked = Sql.number(
                    connection,
                    "SELECT count(*)" + PARKED + " AND (? IS NULL OR m.id = ?)",
                    number,
                    id.orElse(null),
                    id.orElse(null));
            if (id.isEmpty()) {
                Sql.update(connection, "DELETE FROM record_parked WHERE server = ? AND reason IS NOT NULL", number);
            } else {
                // Stays as a sign that somebody wants just this one to go, whatever speaks against it.
                Sql.update(
                        connection,
                        "UPDATE record_parked SET reason = NULL WHERE server = ?"
                                + " AND memory = (SELECT number FROM memory WHERE id = ?)",
                        number,
                        id.get());
            }
            return parked;
        });
    }

    @Override
    public void allowDeletes() {
        ifKnown(false, (connection, number) -> {
            RecordDeletes deletes = new RecordRows(store, connection, number, new ArrayList<>()).counted();
            if (!deletes.held().isNone()) {
                Sql.update(
                        connection,
                        "UPDATE record_server SET deletes_allowed = ? WHERE number = ?",
                        deletes.here() + deletes.there(),
                        number);
            }
            return true;
        });
    }

    @Override
    public boolean settle(String id) {
        return ifKnown(
                false,
                (connection, number) -> Sql.update(
                                connection,
                                "DELETE FROM record_conflict WHERE server = ?"
                                        + " AND memory = (SELECT number FROM memory WHERE id = ?)",
                                number,
                                id)
                        > 0);
    }

    private interface Work<T> {
        T run(Connection connection, long number) throws SQLException;
    }

    /** Nothing is made for a server that nothing is known of. */
    private <T> T ifKnown(T without, Work<T> work) {
        if (!store.exists()) {
            return without;
        }
        return store.change(connection -> {
            Optional<Long> number = number(connection);
            return number.isPresent() ? work.run(connection, number.get()) : without;
        });
    }

    private Optional<Long> number(Connection connection) throws SQLException {
        return Sql.query(connection, "SELECT number FROM record_server WHERE name = ?", row -> row.getLong(1), server)
                .stream()
                .findFirst();
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Micros.instant(micros));
    }
}
