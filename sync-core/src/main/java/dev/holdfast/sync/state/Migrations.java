package dev.holdfast.sync.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** The state's schema, and how a file comes to any schema of ours. */
final class Migrations {
    /** Marks a SQLite file as ours: "HLDF". */
    static final int APPLICATION_ID = 0x484c4446;

    private static final List<String> STEPS = List.of("""
            CREATE TABLE job (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                payload TEXT NOT NULL,
                target TEXT NOT NULL,
                canonical INTEGER NOT NULL,
                triggered_by TEXT NOT NULL,
                requests INTEGER NOT NULL DEFAULT 1,
                state TEXT NOT NULL CHECK (state IN ('pending', 'running', 'done', 'parked', 'cancelled')),
                attempts INTEGER NOT NULL DEFAULT 0,
                interruptions INTEGER NOT NULL DEFAULT 0,
                created INTEGER NOT NULL,
                next_attempt INTEGER NOT NULL,
                ended INTEGER,
                fence INTEGER NOT NULL DEFAULT 0,
                lease_owner TEXT,
                lease_until INTEGER,
                last_error TEXT,
                report TEXT
            );
            CREATE INDEX job_state ON job (state, next_attempt);
            CREATE TABLE source_record (
                destination TEXT NOT NULL,
                name TEXT NOT NULL,
                path TEXT NOT NULL,
                updated INTEGER NOT NULL,
                last_success INTEGER,
                upload_id TEXT,
                bytes INTEGER NOT NULL DEFAULT 0,
                last_error TEXT,
                PRIMARY KEY (destination, name, path)
            );
            """, """
            CREATE TABLE seen_unit (
                id INTEGER PRIMARY KEY,
                file TEXT NOT NULL,
                path TEXT NOT NULL,
                look TEXT NOT NULL,
                at INTEGER NOT NULL,
                UNIQUE (file, path)
            );
            CREATE INDEX seen_unit_at ON seen_unit (at);
            CREATE TABLE seen_file (
                unit INTEGER NOT NULL REFERENCES seen_unit (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                path TEXT NOT NULL,
                kind TEXT NOT NULL,
                size INTEGER NOT NULL,
                sha256 TEXT NOT NULL,
                modified TEXT NOT NULL,
                PRIMARY KEY (unit, position)
            ) WITHOUT ROWID;
            """, """
            ALTER TABLE job ADD COLUMN tried_under TEXT;
            CREATE INDEX job_ended ON job (ended, id) WHERE state IN ('done', 'cancelled');
            CREATE TABLE drain_turn (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                number INTEGER NOT NULL,
                lock TEXT NOT NULL,
                beat INTEGER NOT NULL
            );
            INSERT INTO drain_turn (one, number, lock, beat) VALUES (1, 0, 'drain.lock', 0);
            CREATE TABLE spooled (
                name TEXT PRIMARY KEY,
                taken INTEGER NOT NULL
            );
            CREATE TABLE session_summary (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                ended INTEGER NOT NULL,
                session_id TEXT,
                working_directory TEXT,
                summary TEXT NOT NULL,
                job_id TEXT
            );
            """, """
            DROP INDEX job_state;
            CREATE INDEX job_open ON job (state, id, next_attempt, canonical, target);
            CREATE INDEX job_due ON job (state, next_attempt);
            CREATE INDEX job_equal ON job (payload) WHERE state IN ('pending', 'parked');
            CREATE INDEX job_failed ON job (id, state) WHERE last_error IS NOT NULL;
            CREATE INDEX job_report ON job (ended, id) WHERE report IS NOT NULL;
            CREATE INDEX session_summary_job ON session_summary (job_id);
            CREATE TABLE job_tally (
                state TEXT NOT NULL,
                target TEXT NOT NULL,
                canonical INTEGER NOT NULL,
                jobs INTEGER NOT NULL,
                PRIMARY KEY (state, target, canonical)
            ) WITHOUT ROWID;
            INSERT INTO job_tally SELECT state, target, canonical, count(*) FROM job GROUP BY state, target, canonical;
            CREATE TRIGGER job_added AFTER INSERT ON job BEGIN
                INSERT INTO job_tally VALUES (new.state, new.target, new.canonical, 1)
                    ON CONFLICT DO UPDATE SET jobs = jobs + 1;
            END;
            CREATE TRIGGER job_removed AFTER DELETE ON job BEGIN
                UPDATE job_tally SET jobs = jobs - 1
                    WHERE state = old.state AND target = old.target AND canonical = old.canonical;
            END;
            CREATE TRIGGER job_moved AFTER UPDATE OF state, target, canonical ON job
                WHEN (old.state, old.target, old.canonical) <> (new.state, new.target, new.canonical) BEGIN
                UPDATE job_tally SET jobs = jobs - 1
                    WHERE state = old.state AND target = old.target AND canonical = old.canonical;
                INSERT INTO job_tally VALUES (new.state, new.target, new.canonical, 1)
                    ON CONFLICT DO UPDATE SET jobs = jobs + 1;
            END;
            """, """
            CREATE TABLE confirmed_memory (
                destination TEXT NOT NULL,
                memory_id TEXT NOT NULL,
                confirmed INTEGER NOT NULL,
                PRIMARY KEY (destination, memory_id)
            ) WITHOUT ROWID;
            """, """
            CREATE TABLE mirror_pair (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                established INTEGER NOT NULL DEFAULT 0,
                last_run INTEGER,
                last_outcome TEXT,
                last_operations INTEGER NOT NULL DEFAULT 0,
                last_equal INTEGER,
                last_problem TEXT
            );
            CREATE TABLE mirror_entry (
                pair INTEGER NOT NULL REFERENCES mirror_pair (number) ON DELETE CASCADE,
                path TEXT NOT NULL,
                directory INTEGER NOT NULL,
                size INTEGER NOT NULL,
                sha256 TEXT,
                left_modified TEXT NOT NULL,
                left_identity TEXT,
                left_version TEXT,
                right_modified TEXT NOT NULL,
                right_identity TEXT,
                right_version TEXT,
                PRIMARY KEY (pair, path)
            ) WITHOUT ROWID;
            CREATE TABLE conflict (
                id TEXT PRIMARY KEY,
                kind TEXT NOT NULL,
                place TEXT NOT NULL,
                path TEXT NOT NULL,
                left_size INTEGER,
                left_modified TEXT,
                left_sha256 TEXT,
                right_size INTEGER,
                right_modified TEXT,
                right_sha256 TEXT,
                copy TEXT,
                found INTEGER NOT NULL,
                resolved INTEGER,
                choice TEXT
            );
            CREATE INDEX conflict_open ON conflict (place, path) WHERE choice IS NULL;
            """, """
            ALTER TABLE mirror_entry ADD COLUMN left_own_size INTEGER;
            ALTER TABLE mirror_entry ADD COLUMN left_own_sha256 TEXT;
            ALTER TABLE mirror_entry ADD COLUMN right_own_size INTEGER;
            ALTER TABLE mirror_entry ADD COLUMN right_own_sha256 TEXT;
            """, """
            CREATE TABLE mirror_settled (
                pair INTEGER PRIMARY KEY REFERENCES mirror_pair (number) ON DELETE CASCADE,
                looks TEXT NOT NULL,
                left_out TEXT NOT NULL
            );
            CREATE TRIGGER mirror_entry_added AFTER INSERT ON mirror_entry BEGIN
                DELETE FROM mirror_settled WHERE pair = new.pair;
            END;
            CREATE TRIGGER mirror_entry_changed AFTER UPDATE ON mirror_entry BEGIN
                DELETE FROM mirror_settled WHERE pair IN (old.pair, new.pair);
            END;
            CREATE TRIGGER mirror_entry_removed AFTER DELETE ON mirror_entry BEGIN
                DELETE FROM mirror_settled WHERE pair = old.pair;
            END;
            """);

    /** What the home's state is kept in. */
    static final Schema STATE =
            new Schema(StateDatabase.FILE_NAME, "state database", APPLICATION_ID, STEPS, Optional.empty());

    private Migrations() {}

    static int version(Connection connection) throws SQLException {
        return pragma(connection, "user_version");
    }

    /** Whether the file is of another kind. Reads the schema, so a damaged file shows itself. */
    static boolean isForeign(Connection connection, Schema schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM sqlite_master")) {
            return count.next()
                    && count.getInt(1) > 0
                    && pragma(connection, "application_id") != schema.applicationId();
        }
    }

    /**
     * Brings the file to the latest version: all missing steps in one transaction, or none of them. After a failure the
     * caller closes the connection, which undoes what was begun.
     */
    static void run(Connection connection, Schema schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (String step : schema.steps().subList(version(connection), schema.latest())) {
                statement.executeUpdate(step);
            }
            statement.execute("PRAGMA application_id = " + schema.applicationId());
            statement.execute("PRAGMA user_version = " + schema.latest());
            statement.execute("COMMIT");
        }
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet value = statement.executeQuery("PRAGMA " + name)) {
            return value.next() ? value.getInt(1) : 0;
        }
    }
}
