package dev.holdfast.sync.memory;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests on the books. */
abstract class AttemptRows extends RecordSql implements RecordAttempts {
    private static final String ATTEMPTS =
            "SELECT a.*, m.id FROM record_attempt a JOIN memory m ON m.number = a.memory WHERE a.server = ?";

    final MemoryTable table;
    private @Nullable Boolean shut;

    AttemptRows(MemoryTable table, Connection connection, long server) {
        super(connection, server);
        this.table = table;
    }

    @Override
    public String fingerprint(NewMemory said) {
        return sql(() -> table.fingerprint(connection, said));
    }

    @Override
    public boolean isShut() {
        Boolean known = shut;
        if (known == null) {
            known = sql(() -> table.isShut(connection));
            shut = known;
        }
        return known;
    }

    @Override
    public boolean isShut(String memory) {
        return sql(() -> table.isShut(connection, memory));
    }

    /** All but the text, and never told without the key, as it says something of a sensitive memory. */
    private String looks(NewMemory said) {
        MemoryText text = said.text();
        return fingerprint(new NewMemory(
                said.category(), new MemoryText("", text.tags(), text.keywords()), said.importance(), true));
    }

    @Override
    public boolean isShownAlike(RecordItem item, NewMemory said, Optional<RecordAttempt> attempt) {
        String shown = "SELECT 1 FROM record_link WHERE server = ? AND shown_looks IS NOT NULL AND gone = 0";
        if (!exists(shown, server)) {
            return false;
        }
        if (isShut()) {
            return true;
        }
        String looks = looks(said);
        if (attempt.isPresent()) {
            return exists(
                    shown
                            + " AND shown_looks = ? AND memory > (SELECT memories_before FROM record_attempt WHERE number = ?)",
                    server,
                    looks,
                    attempt.get().number());
        }
        return exists(
                shown + " AND shown_looks = ? AND " + NUMBER
                        + " <= (SELECT sensitive_before FROM record_server WHERE number = ?)",
                server,
                looks,
                item.memory().id(),
                server);
    }

    @Override
    public String redacted(NewMemory shown) {
        update("INSERT OR IGNORE INTO record_redaction (server, text) VALUES (?, ?)", server, textPrint(shown));
        return looks(shown);
    }

    @Override
    public boolean isRedacted(NewMemory said) {
        return exists("SELECT 1 FROM record_redaction WHERE server = ?", server)
                && (said.sensitive() || !isShut())
                && exists("SELECT 1 FROM record_redaction WHERE server = ? AND text = ?", server, textPrint(said));
    }

    private String textPrint(NewMemory said) {
        return fingerprint(new NewMemory("", new MemoryText(said.text().content(), "", ""), 0, true));
    }

    @Override
    public RecordAttempt attempt(String memory, RecordAttempt.Kind kind, long revision, NewMemory said) {
        boolean says = kind == RecordAttempt.Kind.CREATE || kind == RecordAttempt.Kind.UPDATE;
        boolean mustBeGuessed = kind == RecordAttempt.Kind.CREATE && said.sensitive();
        update(
                "INSERT INTO record_attempt (server, memory, kind, revision, sent, looks, memories_before) VALUES (?, "
                        + NUMBER + ", ?, ?, ?, ?, coalesce((SELECT max(number) FROM memory), 0))",
                server,
                memory,
                kind.name(),
                revision,
                says ? fingerprint(said) : RecordLink.UNSEEN,
                mustBeGuessed ? looks(said) : null);
        return query(ATTEMPTS + " AND a.number = last_insert_rowid()", AttemptRows::attemptOf, server)
                .get(0);
    }

    private static RecordAttempt attemptOf(ResultSet row) throws SQLException {
        long since = row.getLong("since");
        boolean asked = !row.wasNull();
        return new RecordAttempt(
                row.getLong("number"),
                row.getString("id"),
                RecordAttempt.Kind.valueOf(row.getString("kind")),
                row.getLong("revision"),
                row.getString("sent"),
                row.getBoolean("known"),
                asked ? Optional.of(Micros.instant(since)) : Optional.empty());
    }

    /** The mark may be from long before the request, so one of unknown outcome waits for the next look, as after a crash. */
    @Override
    public void ended(RecordAttempt attempt, boolean known) {
        if (known) {
            update(
                    "UPDATE record_attempt SET known = 1, since = (SELECT mark FROM record_server WHERE number = ?)"
                            + " WHERE number = ?",
                    server,
                    attempt.number());
        } else {
            update("UPDATE record_attempt SET known = 0 WHERE number = ?", attempt.number());
        }
    }

    @Override
    public void withdraw(RecordAttempt attempt) {
        update("DELETE FROM record_attempt WHERE number = ?", attempt.number());
    }

    @Override
    public List<RecordAttempt> attempts(String memory) {
        return query(
                ATTEMPTS + " AND a.memory = " + NUMBER + " ORDER BY a.number DESC",
                AttemptRows::attemptOf,
                server,
                memory);
    }

    @Override
    public List<RecordAttempt> creating(String sent) {
        return query(
                ATTEMPTS + " AND a.kind = 'CREATE' AND a.sent = ? ORDER BY a.number",
                AttemptRows::attemptOf,
                server,
                sent);
    }

    @Override
    public List<RecordAttempt> creatingAlike(NewMemory shown) {
        String guessed = " AND a.looks IS NOT NULL AND a.known = 0"
                + " AND NOT EXISTS (SELECT 1 FROM record_link l WHERE l.server = a.server AND l.memory = a.memory)";
        List<RecordAttempt> any = query(ATTEMPTS + guessed + " LIMIT 1", AttemptRows::attemptOf, server);
        return any.isEmpty()
                ? any
                : query(
                        ATTEMPTS + guessed + " AND a.looks = ? ORDER BY a.number",
                        AttemptRows::attemptOf,
                        server,
                        looks(shown));
    }

    @Override
    public void looked(Instant serverTime, Instant forget) {
        update("UPDATE record_attempt SET since = ? WHERE server = ? AND since IS NULL", Micros.of(serverTime), server);
        update(
                "DELETE FROM record_attempt WHERE server = ? AND since < ? AND kind <> 'MISSING'",
                server,
                Micros.of(forget));
    }
}
