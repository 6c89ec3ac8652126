package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tables of one server's records, in a transaction. */
final class RecordRows extends FormerRows implements RecordBook {
    /** Memories that may have news for the server, and their links if there are any. */
    static final String NEWS = " FROM memory m INDEXED BY memory_state LEFT JOIN record_link l ON l.server = ?"
            + " AND l.memory = m.number WHERE (((l.memory IS NULL OR (l.gone = 1 AND l.revision <> m.revision))"
            + " AND m.deleted IS NULL AND (m.sensitive = 0 OR ?)) OR (l.gone = 0 AND l.revision <> m.revision)"
            + " OR m.number IN (SELECT memory FROM record_former WHERE server = ? AND gone = 0))";

    private static final String PENDING = "SELECT id FROM memory WHERE number IN (SELECT m.number" + NEWS
            + " AND (m.sensitive = 0 OR m.deleted IS NOT NULL OR NOT ?) AND m.number > coalesce((SELECT number FROM memory WHERE id = ?), 0)"
            + " AND NOT EXISTS (SELECT 1 FROM record_parked p WHERE p.server = ? AND p.memory = m.number"
            + " AND p.revision = m.revision AND p.reason IS NOT NULL)"
            + " AND NOT EXISTS (SELECT 1 FROM record_attempt a WHERE a.server = ? AND a.memory = m.number"
            + " AND (a.kind = 'MISSING' OR (a.kind = 'CREATE' AND a.known = 0 AND (l.memory IS NULL OR l.gone = 1)"
            + " AND (a.since IS NULL OR a.since > ?))))"
            + " ORDER BY m.number LIMIT ?) ORDER BY number";

    private static final String DOOMED = " FROM record_link l JOIN memory m ON m.number = l.memory"
            + " AND m.revision = l.revision AND m.deleted IS NULL WHERE l.server = ? AND l.gone = 1";

    private final MemoryStore store;
    private final List<Digest> hidden;

    /** @param hidden is given the memories that a change hides */
    RecordRows(MemoryStore store, Connection connection, long server, List<Digest> hidden) {
        super(store.table(), connection, server);
        this.store = store;
        this.hidden = hidden;
    }

    @Override
    public Optional<Instant> mark() {
        return query("SELECT mark FROM record_server WHERE number = ? AND mark IS NOT NULL", RecordRows::time, server)
                .stream()
                .findFirst();
    }

    private static Instant time(ResultSet row) throws SQLException {
        return Micros.instant(row.getLong(1));
    }

    @Override
    public boolean isToSeeAll() {
        return exists("SELECT 1 FROM record_server WHERE number = ? AND unseen = 1", server);
    }

    @Override
    public void pulled(Instant mark, Instant now) {
        update(
                "UPDATE record_server SET mark = ?, last_pull = ?, unseen = 0 WHERE number = ?",
                Micros.of(mark),
                Micros.of(now),
                server);
    }

    @Override
    public void pushed(Instant now) {
        update("UPDATE record_server SET last_push = ? WHERE number = ?", Micros.of(now), server);
    }

    @Override
    public void keyRefused(Optional<Instant> since) {
        update(
                "UPDATE record_server SET key_refused = ? WHERE number = ?",
                since.map(Micros::of).orElse(null),
                server);
    }

    @Override
    public void rules(String rules, boolean sensitive) {
        update(
                "UPDATE record_link SET rules = (SELECT rules FROM record_server WHERE number = ?) WHERE server = ?"
                        + " AND rules IS NULL AND (SELECT rules FROM record_server WHERE number = ?) <> ?",
                server,
                server,
                server,
                rules);
        int others = update(
                "UPDATE record_server SET sensitive_before = CASE WHEN ? > sensitive"
                        + " THEN coalesce((SELECT max(number) FROM memory), 0) ELSE sensitive_before END,"
                        + " rules = ?, sensitive = ? WHERE number = ? AND (rules <> ? OR sensitive <> ?)",
                sensitive ? 1 : 0,
                rules,
                sensitive ? 1 : 0,
                server,
                rules,
                sensitive ? 1 : 0);
        if (others > 0) {
            update("DELETE FROM record_parked WHERE server = ?", server);
            update("UPDATE record_link SET revision = " + RecordLink.NEVER + " WHERE server = ? AND gone = 0", server);
        }
    }

    @Override
    public RecordDeletes deletes() {
        RecordDeletes counted = sql(this::counted);
        update(
                "UPDATE record_server SET deletes_allowed = min(deletes_allowed, ?) WHERE number = ?",
                counted.here() + counted.there(),
                server);
        return counted;
    }

    RecordDeletes counted() throws SQLException {
        long here = Sql.number(connection, "SELECT count(*)" + DOOMED, server);
        long there = Sql.number(
                connection,
                "SELECT count(*) FROM memory m JOIN record_link l ON l.server = ? AND l.memory = m.number AND l.gone = 0"
                        + " WHERE m.deleted IS NOT NULL",
                server);
        long linked = Sql.number(connection, "SELECT count(*) FROM record_link WHERE server = ? AND gone = 0", server);
        long allowed = Sql.number(
                connection, "SELECT coalesce((SELECT deletes_allowed FROM record_server WHERE number = ?), 0)", server);
        return new RecordDeletes(here, there, linked + here, allowed > 0 && here + there <= allowed);
    }

    @Override
    public void deletesDone() {
        update("UPDATE record_server SET deletes_allowed = 0 WHERE number = ?", server);
    }

    @Override
    public Optional<RecordLink> link(long record) {
        return query(
                        "SELECT l.*, m.id FROM record_link l JOIN memory m ON m.number = l.memory"
                                + " WHERE l.server = ? AND l.record = ?",
                        RecordRows::linkOf,
                        server,
                        record)
                .stream()
                .findFirst();
    }

    private static RecordLink linkOf(ResultSet row) throws SQLException {
        return new RecordLink(
                row.getString("id"),
                row.getLong("record"),
                row.getLong("revision"),
                row.getString("ours"),
                row.getString("theirs"),
                Optional.ofNullable(row.getString("shown_looks")),
                row.getBoolean("gone"),
                row.getBoolean("sensitive"),
                Optional.ofNullable(row.getString("rules")));
    }

    @Override
    public void link(RecordLink link) {
        update(
                "INSERT INTO record_link (server, memory, record, revision, ours, theirs, shown_looks, gone,"
                        + " sensitive, rules) VALUES (?, " + NUMBER
                        + ", ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (server, memory) DO UPDATE SET"
                        + " record = excluded.record, revision = excluded.revision, ours = excluded.ours,"
                        + " theirs = excluded.theirs,"
                        + " shown_looks = excluded.shown_looks, gone = excluded.gone,"
                        + " sensitive = excluded.sensitive, rules = excluded.rules",
                server,
                link.memory(),
                link.record(),
                link.revision(),
                link.ours(),
                link.theirs(),
                link.shown().orElse(null),
                link.gone() ? 1 : 0,
                link.sensitive() ? 1 : 0,
                link.rules().orElse(null));
    }

    @Override
    public void retire(String memory) {
        update(
                "INSERT OR IGNORE INTO record_dead (server, record, memory, known)"
                        + " SELECT l.server, l.record, l.memory, l.theirs || coalesce("
                        + "(SELECT ' ' || group_concat(a.sent, ' ') FROM record_attempt a"
                        + " WHERE a.server = l.server AND a.memory = l.memory AND a.kind = 'UPDATE'), '')"
                        + " FROM record_link l WHERE l.server = ? AND l.memory = " + NUMBER,
                server,
                memory);
        dead(memory);
        update(
                "DELETE FROM record_attempt WHERE server = ? AND kind <> 'CREATE' AND memory = " + NUMBER,
                server,
                memory);
    }

    @Override
    public boolean isDead(long record) {
        return exists("SELECT 1 FROM record_dead WHERE server = ? AND record = ?", server, record);
    }

    @Override
    public Optional<DeadRecord> unheard(long record) {
        return query(
                        "SELECT d.record, m.id, d.known FROM record_dead d JOIN memory m ON m.number = d.memory"
                                + " WHERE d.server = ? AND d.record = ? AND d.known IS NOT NULL",
                        row -> new DeadRecord(
                                row.getLong(1),
                                row.getString(2),
                                Set.copyOf(List.of(row.getString(3).split(" ", -1)))),
                        server,
                        record)
                .stream()
                .findFirst();
    }

    @Override
    public void heard(DeadRecord record) {
        update("UPDATE record_dead SET known = NULL WHERE server = ? AND record = ?", server, record.record());
    }

    @Override
    public Optional<RecordItem> item(String memory) {
        return sql(() -> table.find(connection, memory)).map(this::item);
    }

    private RecordItem item(MemoryRow row) {
        List<RecordLink> link = query(
                "SELECT l.*, ? AS id FROM record_link l WHERE l.server = ? AND l.memory = ?",
                RecordRows::linkOf,
                row.memory().id(),
                server,
                row.number());
        return new RecordItem(table.open(row), link.stream().findFirst());
    }

    @Override
    public Optional<RecordItem> unlinked(NewMemory said) {
        return equal(said.withSensitive(false)).or(() -> equal(said.withSensitive(true)));
    }

    private Optional<RecordItem> equal(NewMemory said) {
        return sql(() -> table.allEqual(connection, said)).stream()
                .map(this::item)
                .filter(item -> item.link().map(RecordLink::gone).orElse(true))
                .findFirst();
    }

    @Override
    public Memory insert(NewMemory said, Instant created, Instant updated) {
        said.checkStorable();
        Instant now = store.now();
        Memory memory = new Memory(
                store.nextId(now),
                1,
                said.category(),
                said.text(),
                said.importance(),
                said.sensitive(),
                StoredTime.inReach(created).orElse(now),
                StoredTime.inReach(updated).orElse(now),
                Optional.empty());
        return sql(() -> {
            table.insert(connection, memory, now);
            return memory;
        });
    }

    @Override
    public Memory replace(Memory old, NewMemory said, Instant updated) {
        said.checkStorable();
        Instant now = store.now();
        return put(old.taken(said, StoredTime.inReach(updated).orElse(now)), now);
    }

    @Override
    public Memory delete(Memory old) {
        Instant now = store.now();
        return put(old.gone(now), now);
    }

    private Memory put(Memory changed, Instant now) {
        return sql(() -> {
            MemoryRow row = table.find(connection, changed.id()).orElseThrow();
            Digest.addHidden(row, changed, hidden);
            table.replace(connection, row, changed, now);
            return changed;
        });
    }

    @Override
    public List<String> pending(Optional<String> after, Instant settled, int limit) {
        List<String> found = new ArrayList<>();
        String behind = after.orElse("");
        while (found.size() < limit) {
            List<String> page = page(behind, settled, limit);
            page.stream().filter(id -> !isSealed(id)).forEach(found::add);
            if (page.size() < limit) {
                break;
            }
            behind = page.get(page.size() - 1);
        }
        return found.subList(0, Math.min(limit, found.size()));
    }

    /** Whether it is there, and shut; of one that is deleted nothing has to be told. */
    private boolean isSealed(String id) {
        return exists("SELECT 1 FROM memory WHERE id = ? AND sensitive = 1 AND deleted IS NULL", id) && isShut(id);
    }

    private List<String> page(String behind, Instant settled, int limit) {
        return query(
                PENDING,
                row -> row.getString(1),
                server,
                sensitive(),
                server,
                isShut() ? 1 : 0,
                behind,
                server,
                server,
                Micros.of(settled),
                limit);
    }

    private long sensitive() {
        return sql(() -> Sql.number(connection, "SELECT sensitive FROM record_server WHERE number = ?", server));
    }

    @Override
    public List<String> doomed(int limit) {
        // Those that are shut stay, so they must not fill the page.
        List<String> sealed =
                query("SELECT m.id" + DOOMED + " AND m.sensitive = 1", row -> row.getString(1), server).stream()
                        .filter(this::isSealed)
                        .toList();
        return query(
                        "SELECT m.id" + DOOMED + " ORDER BY m.number LIMIT ?",
                        row -> row.getString(1),
                        server,
                        limit + sealed.size())
                .stream()
                .filter(id -> !sealed.contains(id))
                .limit(limit)
                .toList();
    }

    @Override
    public void park(String memory, long revision, String reason) {
        update(
                "INSERT OR REPLACE INTO record_parked (server, memory, revision, reason) VALUES (?, " + NUMBER
                        + ", ?, ?)",
                server,
                memory,
                revision,
                reason);
    }

    @Override
    public boolean isWanted(String memory) {
        return exists(
                "SELECT 1 FROM record_parked WHERE server = ? AND reason IS NULL AND memory = " + NUMBER,
                server,
                memory);
    }

    @Override
    public void conflict(String memory) {
        update("INSERT OR IGNORE INTO record_conflict (server, memory) VALUES (?, " + NUMBER + ")", server, memory);
    }

    @Override
    public List<RecordLink> missing() {
        return query(
                "SELECT l.*, m.id FROM record_link l JOIN memory m ON m.number = l.memory WHERE l.server = ?"
                        + " AND l.memory IN (SELECT memory FROM record_attempt WHERE server = ? AND kind = 'MISSING')",
                RecordRows::linkOf,
                server,
                server);
    }
}
