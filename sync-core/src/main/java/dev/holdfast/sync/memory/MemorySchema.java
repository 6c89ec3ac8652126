package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.Schema;
import java.util.List;
import java.util.Optional;

/**
 * How the store's file is made. What is small comes before what is long, since SQLite keeps a long row's end elsewhere, and
 * ranking must not fetch it.
 *
 * <p>{@code memory_text} is an index alone: it holds no texts, and nothing of sensitive or deleted memories. What
 * {@link SearchText#indexed} makes of a text goes in, and the same must be told to it to get it out again; so a change of that
 * method needs a step that makes the index anew.
 */
final class MemorySchema {
    /** Marks the file as a memory store: "HLDM". */
    private static final int APPLICATION_ID = 0x484c444d;

    private static final String FIRST = """
            CREATE TABLE memory (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                revision INTEGER NOT NULL,
                category TEXT NOT NULL,
                importance REAL NOT NULL,
                sensitive INTEGER NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                deleted INTEGER,
                written INTEGER NOT NULL,
                digest BLOB,
                tags TEXT NOT NULL,
                keywords TEXT NOT NULL,
                content TEXT NOT NULL,
                sealed BLOB
            );
            CREATE INDEX memory_created ON memory (created) WHERE deleted IS NULL;
            CREATE INDEX memory_category ON memory (category, created) WHERE deleted IS NULL;
            CREATE INDEX memory_sensitive ON memory (sensitive) WHERE sensitive = 1 AND deleted IS NULL;
            CREATE INDEX memory_deleted ON memory (deleted) WHERE deleted IS NOT NULL;
            CREATE INDEX memory_digest ON memory (digest) WHERE deleted IS NULL;
            CREATE INDEX memory_written ON memory (written);
            CREATE TABLE memory_tag (
                tag TEXT NOT NULL,
                created INTEGER NOT NULL,
                number INTEGER NOT NULL,
                PRIMARY KEY (tag, created, number)
            ) WITHOUT ROWID;
            CREATE TABLE memory_version (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL,
                revision INTEGER NOT NULL,
                replaced INTEGER NOT NULL,
                category TEXT NOT NULL,
                importance REAL NOT NULL,
                sensitive INTEGER NOT NULL,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                deleted INTEGER,
                tags TEXT NOT NULL,
                keywords TEXT NOT NULL,
                content TEXT NOT NULL,
                sealed BLOB
            );
            CREATE INDEX memory_version_id ON memory_version (id, revision);
            CREATE INDEX memory_version_replaced ON memory_version (replaced);
            CREATE VIRTUAL TABLE memory_text USING fts5 (
                content, tags, keywords, content = '', tokenize = 'unicode61 remove_diacritics 2'
            );
            INSERT INTO memory_text (memory_text, rank) VALUES ('secure-delete', 1);
            INSERT INTO memory_text (memory_text, rank) VALUES ('rank', 'bm25(1.0, 2.0, 1.5)');
            CREATE VIRTUAL TABLE memory_word USING fts5vocab (memory_text, row);
            """;

    /**
     * What is known of servers and their records. {@code memory} is the memory's number; a record's own id is the server's. An
     * index of its own tells which memories changed without their long rows.
     */
    private static final String RECORDS = """
            CREATE INDEX memory_state ON memory (number, revision, deleted, sensitive);
            CREATE TABLE record_server (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                mark INTEGER,
                rules TEXT NOT NULL DEFAULT '',
                sensitive INTEGER NOT NULL DEFAULT 0,
                sensitive_before INTEGER NOT NULL DEFAULT 0,
                last_pull INTEGER,
                last_push INTEGER,
                key_refused INTEGER,
                deletes_allowed INTEGER NOT NULL DEFAULT 0
            );
            CREATE TABLE record_link (
                server INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                record INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                ours TEXT NOT NULL,
                theirs TEXT NOT NULL,
                shown_looks TEXT,
                gone INTEGER NOT NULL,
                PRIMARY KEY (server, memory),
                UNIQUE (server, record)
            ) WITHOUT ROWID;
            CREATE INDEX record_link_shown ON record_link (server, shown_looks) WHERE shown_looks IS NOT NULL;
            CREATE INDEX record_link_gone ON record_link (server, memory) WHERE gone = 1;
            CREATE TABLE record_redaction (
                server INTEGER NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (server, text)
            ) WITHOUT ROWID;
            CREATE TABLE record_dead (
                server INTEGER NOT NULL,
                record INTEGER NOT NULL,
                PRIMARY KEY (server, record)
            ) WITHOUT ROWID;
            CREATE TABLE record_attempt (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                server INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                kind TEXT NOT NULL,
                revision INTEGER NOT NULL,
                sent TEXT NOT NULL,
                looks TEXT,
                memories_before INTEGER NOT NULL,
                known INTEGER NOT NULL DEFAULT 0,
                since INTEGER
            );
            CREATE INDEX record_attempt_memory ON record_attempt (server, memory);
            CREATE INDEX record_attempt_sent ON record_attempt (server, sent);
            CREATE TABLE record_parked (
                server INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                reason TEXT,
                PRIMARY KEY (server, memory)
            ) WITHOUT ROWID;
            CREATE TABLE record_conflict (
                server INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                PRIMARY KEY (server, memory)
            ) WITHOUT ROWID;
            """;

    /** {@link MemoryTable} keeps the index tidy instead. */
    private static final String TIDY = """
            INSERT INTO memory_text (memory_text, rank) VALUES ('automerge', 0);
            """;

    /**
     * Records that their memories have left, which records the server shows redacted, and old rules. Which ones it shows so was
     * not kept before: what is known of it follows from the rest, and all is looked at once before anything is done about it.
     * Rules are brought into the form that they have now, so that the same ones are not taken for others.
     */
    private static final String FORMER = """
            ALTER TABLE record_link ADD COLUMN sensitive INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE record_link ADD COLUMN rules TEXT;
            UPDATE record_link SET sensitive = 1 WHERE shown_looks IS NOT NULL OR theirs = '';
            ALTER TABLE record_server ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
            UPDATE record_server SET unseen = 1;
            UPDATE record_server SET rules = '{"' || replace(replace(
                substr(rules, 2, length(rules) - 2), '=', '":"'), ', ', '","') || '"}' WHERE rules LIKE '{%=%}';
            CREATE TABLE record_former (
                server INTEGER NOT NULL,
                record INTEGER NOT NULL,
                memory INTEGER NOT NULL,
                theirs TEXT NOT NULL,
                asked INTEGER NOT NULL DEFAULT 0,
                gone INTEGER NOT NULL DEFAULT 0,
                PRIMARY KEY (server, record)
            ) WITHOUT ROWID;
            """;

    /** What was known of a record when it was retired, until it is heard what it said last. */
    private static final String DEAD = """
            ALTER TABLE record_dead ADD COLUMN memory INTEGER;
            ALTER TABLE record_dead ADD COLUMN known TEXT;
            """;

    /** What memories are kept in. */
    static final Schema SCHEMA = new Schema(
            MemoryStore.FILE_NAME,
            "memory store",
            APPLICATION_ID,
            List.of(FIRST, RECORDS, TIDY, FORMER, DEAD),
            Optional.of(
                    "bring it back with 'holdfast restore --in-place holdfast-memories' when nothing has it open, or"
                            + " move it away to begin an empty one"));

    private MemorySchema() {}
}
