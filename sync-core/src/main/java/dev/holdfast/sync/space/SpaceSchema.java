package dev.holdfast.sync.space;

import dev.holdfast.sync.state.Schema;
import java.util.List;
import java.util.Optional;

/**
 * How the file of spaces is made. A content never changes once it is linked, and each one is stored in parts, so that neither
 * what comes in nor what goes out is ever in memory as a whole.
 */
final class SpaceSchema {
    /** Marks the file as one of spaces: "HLDS". */
    private static final int APPLICATION_ID = 0x484c4453;

    private static final String FIRST = """
            CREATE TABLE space (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                created INTEGER NOT NULL
            );
            CREATE TABLE content (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                sha256 TEXT NOT NULL,
                size INTEGER NOT NULL,
                begun INTEGER NOT NULL,
                linked INTEGER NOT NULL DEFAULT 0
            );
            CREATE INDEX content_unlinked ON content (begun) WHERE linked = 0;
            CREATE TABLE content_part (
                content INTEGER NOT NULL REFERENCES content (number) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (content, position)
            );
            CREATE TABLE document (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                space INTEGER NOT NULL REFERENCES space (number) ON DELETE CASCADE,
                id TEXT NOT NULL,
                path TEXT NOT NULL,
                revision INTEGER NOT NULL,
                content INTEGER NOT NULL REFERENCES content (number),
                modified TEXT NOT NULL,
                metadata TEXT,
                described TEXT NOT NULL,
                parent TEXT,
                created INTEGER NOT NULL,
                updated INTEGER NOT NULL,
                deleted INTEGER,
                UNIQUE (space, id)
            );
            CREATE UNIQUE INDEX document_path ON document (space, path) WHERE deleted IS NULL;
            CREATE INDEX document_content ON document (content);
            CREATE INDEX document_deleted ON document (deleted) WHERE deleted IS NOT NULL;
            CREATE TABLE document_version (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
                revision INTEGER NOT NULL,
                replaced INTEGER NOT NULL,
                path TEXT NOT NULL,
                content INTEGER NOT NULL REFERENCES content (number),
                modified TEXT NOT NULL,
                metadata TEXT,
                parent TEXT
            );
            CREATE INDEX document_version_document ON document_version (document, revision);
            CREATE INDEX document_version_content ON document_version (content);
            CREATE INDEX document_version_replaced ON document_version (replaced);
            CREATE TABLE directory (
                space INTEGER NOT NULL REFERENCES space (number) ON DELETE CASCADE,
                path TEXT NOT NULL,
                PRIMARY KEY (space, path)
            ) WITHOUT ROWID;
            """;

    /** Deleted spaces stay for a time, as deleted documents do. */
    private static final String DELETED_SPACES = """
            ALTER TABLE space ADD COLUMN deleted INTEGER;
            """;

    /** What spaces are kept in. */
    static final Schema SCHEMA = new Schema(
            SpaceStore.FILE_NAME,
            "store of spaces",
            APPLICATION_ID,
            List.of(FIRST, DELETED_SPACES),
            Optional.of("bring it back with 'holdfast restore --in-place holdfast-spaces' when nothing has it open, or"
                    + " move it away to begin an empty one"));

    private SpaceSchema() {}
}
