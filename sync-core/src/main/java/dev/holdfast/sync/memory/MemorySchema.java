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

    /** What memories are kept in. */
    static final Schema SCHEMA = new Schema(
            MemoryStore.FILE_NAME,
            "memory store",
            APPLICATION_ID,
            List.of(FIRST),
            Optional.of(
                    "bring it back with 'holdfast restore --in-place holdfast-memories' when nothing has it open, or"
                            + " move it away to begin an empty one"));

    private MemorySchema() {}
}
