package dev.holdfast.sync.memory;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of the store, with what follows from them: tags, index, earlier versions, seals. For use in a transaction. */
final class MemoryTable {
    /** How long a change can be undone. */
    static final Duration UNDO = Duration.ofDays(30);

    private static final int DIGEST_BYTES = 16;
    private static final int PAGES_TIDIED = 16;
    private static final String VALUES =
            "category = ?, importance = ?, sensitive = ?, created = ?, updated = ?, deleted = ?, revision = ?,"
                    + " written = ?, digest = ?, tags = ?, keywords = ?, content = ?, sealed = ?";

    private final Seal seal;

    MemoryTable(Seal seal) {
        this.seal = seal;
    }

    Optional<MemoryRow> find(Connection connection, String id) throws SQLException {
        return Sql.query(connection, "SELECT * FROM memory WHERE id = ?", MemoryRow::read, id).stream()
                .findFirst();
    }

    /** The one that says exactly this in this category, if there is one. */
    Optional<MemoryRow> equal(Connection connection, NewMemory memory) throws SQLException {
        return allEqual(connection, memory).stream().findFirst();
    }

    /** The memory with what it says. */
    Memory open(MemoryRow row) {
        return row.opened(seal);
    }

    /**
     * Whether what sensitive memories say can't be told here, as the key is not the one that sealed them, or is not there.
     * Those sealed with one key follow each other, so the first and the last tell it of nearly all; {@link #isShut(Connection,
     * String)} tells it of each.
     */
    boolean isShut(Connection connection) throws SQLException {
        if (!seal.hasUsableKey()) {
            return seal.hasKey() || isAnySealed(connection);
        }
        return !canOpenOne(connection, "ASC") || !canOpenOne(connection, "DESC");
    }

    private boolean canOpenOne(Connection connection, String order) throws SQLException {
        return Sql.query(
                        connection,
                        "SELECT * FROM memory WHERE sensitive = 1 AND deleted IS NULL ORDER BY number " + order
                                + " LIMIT 1",
                        MemoryRow::read)
                .stream()
                .allMatch(this::canOpen);
    }

    /** Whether what this one says can't be told here, or what it said before it was deleted. */
    boolean isShut(Connection connection, String id) throws SQLException {
        Optional<MemoryRow> row =
                find(connection, id).filter(each -> each.memory().sensitive());
        if (row.isEmpty() || !row.get().isDeleted()) {
            return row.filter(each -> !canOpen(each)).isPresent();
        }
        return isShut(connection)
                || Sql.query(
                                connection,
                                "SELECT * FROM memory_version WHERE id = ? ORDER BY revision DESC LIMIT 1",
                                MemoryRow::read,
                                id)
                        .stream()
                        .anyMatch(version -> !canOpen(version));
    }

    private boolean canOpen(MemoryRow row) {
        try {
            return open(row) != null;
        } catch (StateException e) {
            // Whoever needs what it says is told by the same exception; here it is the answer.
            return false;
        }
    }

    void insert(Connection connection, Memory memory, Instant now) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO memory (id, revision, category, importance, sensitive, created, updated, written, tags,"
                        + " keywords, content) VALUES (?, 0, '', 0, 0, 0, 0, 0, '', '', '')",
                memory.id());
        write(connection, Sql.number(connection, "SELECT last_insert_rowid()"), memory, now);
    }

    /** Puts the memory in the row's place and keeps how it was. */
    void replace(Connection connection, MemoryRow row, Memory memory) throws SQLException {
        replace(connection, row, memory, memory.updated());
    }

    /** The same for a change that came to be elsewhere, and comes here now. */
    void replace(Connection connection, MemoryRow row, Memory memory, Instant now) throws SQLException {
        keep(connection, row, now);
        unindex(connection, row);
        write(connection, row.number(), memory, now);
        if (memory.sensitive()) {
            sealVersions(connection, memory.id());
        }
    }

    /** How the memory was before changes that can still be undone, the latest first. */
    List<MemoryRow> versions(Connection connection, String id, Instant now) throws SQLException {
        return Sql.query(
                connection,
                "SELECT * FROM memory_version WHERE id = ? AND replaced >= ? ORDER BY revision DESC",
                MemoryRow::read,
                id,
                Micros.of(now.minus(UNDO)));
    }

    /** Lets go of what can't be undone any more. */
    void forget(Connection connection, Instant now) throws SQLException {
        Sql.update(connection, "DELETE FROM memory_version WHERE replaced < ?", Micros.of(now.minus(UNDO)));
    }

    private void write(Connection connection, long number, Memory memory, Instant now) throws SQLException {
        byte[] sealed = null;
        MemoryText plain = memory.text();
        boolean isThere = memory.deleted().isEmpty();
        if (memory.sensitive() && isThere) {
            requireKey(connection);
            sealed = seal.close(memory.id(), plain);
            plain = MemoryText.NONE;
        }
        Sql.update(
                connection,
                "UPDATE memory SET " + VALUES + " WHERE number = ?",
                memory.category(),
                memory.importance(),
                memory.sensitive() ? 1 : 0,
                Micros.of(memory.created()),
                Micros.of(memory.updated()),
                memory.deleted().map(Micros::of).orElse(null),
                memory.revision(),
                Micros.of(now),
                isThere ? digest(memory.chosen()) : null,
                plain.tags(),
                plain.keywords(),
                plain.content(),
                sealed,
                number);
        if (sealed == null && isThere) {
            index(connection, number, memory);
        }
    }

    /** One process has the write lock, so the key is made once. */
    private void requireKey(Connection connection) throws SQLException {
        if (seal.hasKey()) {
            return;
        }
        if (isAnySealed(connection)) {
            throw seal.wrongKey(null);
        }
        seal.makeKey();
    }

    private static boolean isAnySealed(Connection connection) throws SQLException {
        return Sql.number(
                        connection,
                        "SELECT EXISTS (SELECT 1 FROM memory WHERE sealed IS NOT NULL)"
                                + " OR EXISTS (SELECT 1 FROM memory_version WHERE sealed IS NOT NULL)")
                != 0;
    }

    private static void index(Connection connection, long number, Memory memory) throws SQLException {
        MemoryText text = memory.text();
        Sql.update(
                connection,
                "INSERT INTO memory_text (rowid, content, tags, keywords) VALUES (?, ?, ?, ?)",
                number,
                SearchText.indexed(text.content()),
                SearchText.indexed(text.tags()),
                SearchText.indexed(text.keywords()));
        tidy(connection);
        for (String tag : tags(text)) {
            Sql.update(
                    connection,
                    "INSERT INTO memory_tag (tag, created, number) VALUES (?, ?, ?)",
                    tag,
                    Micros.of(memory.created()),
                    number);
        }
    }

    /**
     * Puts pieces of the index together, a little with each change. Left to itself FTS5 does it seldom and much at once, and
     * among a hundred thousand memories one of a hundred changes waited for that ten times as long as the others.
     */
    private static void tidy(Connection connection) throws SQLException {
        Sql.update(connection, "INSERT INTO memory_text (memory_text, rank) VALUES ('merge', ?)", PAGES_TIDIED);
    }

    private static void unindex(Connection connection, MemoryRow row) throws SQLException {
        if (!row.isSearchable()) {
            return;
        }
        MemoryText text = row.memory().text();
        Sql.update(
                connection,
                "INSERT INTO memory_text (memory_text, rowid, content, tags, keywords) VALUES ('delete', ?, ?, ?, ?)",
                row.number(),
                SearchText.indexed(text.content()),
                SearchText.indexed(text.tags()),
                SearchText.indexed(text.keywords()));
        tidy(connection);
        for (String tag : tags(text)) {
            Sql.update(
                    connection,
                    "DELETE FROM memory_tag WHERE tag = ? AND created = ? AND number = ?",
                    tag,
                    Micros.of(row.memory().created()),
                    row.number());
        }
    }

    private static Set<String> tags(MemoryText text) {
        Set<String> tags = new LinkedHashSet<>();
        text.tagList().forEach(tag -> tags.add(MemoryFilter.folded(tag)));
        return tags;
    }

    private static void keep(Connection connection, MemoryRow row, Instant now) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO memory_version (id, revision, replaced, category, importance, sensitive, created, updated,"
                        + " deleted, tags, keywords, content, sealed) SELECT id, revision, ?, category, importance,"
                        + " sensitive, created, updated, deleted, tags, keywords, content, sealed FROM memory"
                        + " WHERE number = ?",
                Micros.of(now),
                row.number());
    }

    /** What has become sensitive was so before as well, for whoever looks into the file. */
    private void sealVersions(Connection connection, String id) throws SQLException {
        List<MemoryRow> open = Sql.query(
                connection,
                "SELECT * FROM memory_version WHERE id = ? AND sealed IS NULL AND deleted IS NULL",
                MemoryRow::read,
                id);
        for (MemoryRow version : open) {
            requireKey(connection);
            Sql.update(
                    connection,
                    "UPDATE memory_version SET sealed = ?, content = '', tags = '', keywords = '' WHERE number = ?",
                    seal.close(id, version.memory().text()),
                    version.number());
        }
    }

    private byte[] digest(NewMemory memory) {
        byte[] of = (memory.category() + "\0" + memory.text().content()).getBytes(StandardCharsets.UTF_8);
        return memory.sensitive() ? seal.digest(of) : sha256(of);
    }

    /** Tells all that the memory says from anything else that one may say; a sensitive one's is told by the key alone. */
    String fingerprint(Connection connection, NewMemory memory) throws SQLException {
        MemoryText text = memory.text();
        StringBuilder all = new StringBuilder();
        for (String part : List.of(
                memory.category(),
                Double.toString(memory.importance()),
                Boolean.toString(memory.sensitive()),
                text.tags(),
                text.keywords(),
                text.content())) {
            all.append(part.length()).append(':').append(part);
        }
        byte[] of = all.toString().getBytes(StandardCharsets.UTF_8);
        if (memory.sensitive()) {
            requireKey(connection);
        }
        return Base64.getEncoder().withoutPadding().encodeToString(memory.sensitive() ? seal.digest(of) : sha256(of));
    }

    /** Those in its category that say exactly this. */
    List<MemoryRow> allEqual(Connection connection, NewMemory memory) throws SQLException {
        if (memory.sensitive() && !seal.hasUsableKey()) {
            return List.of();
        }
        return Sql.query(
                connection,
                "SELECT * FROM memory WHERE digest = ? AND deleted IS NULL AND category = ? ORDER BY number",
                MemoryRow::read,
                digest(memory),
                memory.category());
    }

    static byte[] sha256(byte[] of) {
        return Arrays.copyOf(Hashes.sha256().digest(of), DIGEST_BYTES);
    }
}
