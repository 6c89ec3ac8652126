package dev.holdfast.sync.memory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The records that their memories have left. */
abstract class FormerRows extends AttemptRows implements FormerRecords {
    private static final String FORMER =
            "SELECT f.*, m.id FROM record_former f JOIN memory m ON m.number = f.memory WHERE f.server = ?";

    FormerRows(MemoryTable table, Connection connection, long server) {
        super(table, connection, server);
    }

    private static FormerRecord formerOf(ResultSet row) throws SQLException {
        return new FormerRecord(
                row.getLong("record"),
                row.getString("id"),
                row.getString("theirs"),
                row.getBoolean("asked"),
                row.getBoolean("gone"));
    }

    @Override
    public void leave(String memory) {
        update(
                "INSERT OR REPLACE INTO record_former (server, record, memory, theirs)"
                        + " SELECT server, record, memory, theirs FROM record_link WHERE server = ? AND memory = "
                        + NUMBER,
                server,
                memory);
        dead(memory);
        // It had one, so what its requests for one came to is known.
        update(
                "UPDATE record_attempt SET known = 1 WHERE server = ? AND kind = 'CREATE' AND memory = " + NUMBER,
                server,
                memory);
        // A change that may be under way would else be taken for somebody else's.
        update(
                "DELETE FROM record_attempt WHERE server = ? AND kind IN ('DELETE', 'MISSING') AND memory = " + NUMBER,
                server,
                memory);
    }

    /** Takes the link of a memory away; its record is known to be dead from now on. */
    void dead(String memory) {
        update(
                "INSERT OR IGNORE INTO record_dead (server, record)"
                        + " SELECT server, record FROM record_link WHERE server = ? AND memory = " + NUMBER,
                server,
                memory);
        update("DELETE FROM record_link WHERE server = ? AND memory = " + NUMBER, server, memory);
    }

    @Override
    public List<FormerRecord> former(String memory) {
        return query(
                FORMER + " AND f.gone = 0 AND f.memory = " + NUMBER + " ORDER BY f.record",
                FormerRows::formerOf,
                server,
                memory);
    }

    @Override
    public Optional<FormerRecord> former(long record) {
        return query(FORMER + " AND f.record = ?", FormerRows::formerOf, server, record).stream()
                .findFirst();
    }

    @Override
    public void former(FormerRecord record) {
        update(
                "UPDATE record_former SET asked = ?, gone = ? WHERE server = ? AND record = ?",
                record.asked() ? 1 : 0,
                record.gone() ? 1 : 0,
                server,
                record.record());
    }

    @Override
    public void forget(FormerRecord record) {
        update("DELETE FROM record_former WHERE server = ? AND record = ?", server, record.record());
    }
}
