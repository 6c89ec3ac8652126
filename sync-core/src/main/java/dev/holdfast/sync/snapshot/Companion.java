package dev.holdfast.sync.snapshot;

import java.nio.file.Path;
import java.util.List;

/**
 * A file that a database keeps beside its main one.
 *
 * @param suffix what its name has more
 * @param beforeOptions whether the suffix goes before a question mark in the name, which DuckDB takes for the start of options
 */
record Companion(String suffix, boolean beforeOptions) {
    /** The main file itself. */
    static final Companion NONE = new Companion("", false);

    static final Companion SQLITE_LOG = new Companion("-wal", false);
    static final Companion SQLITE_INDEX = new Companion("-shm", false);
    static final Companion SQLITE_JOURNAL = new Companion("-journal", false);

    /** What belongs to a SQLite database; its index is made anew by whoever opens it. */
    static final List<Companion> SQLITE = List.of(SQLITE_LOG, SQLITE_JOURNAL);

    /** DuckDB's log between checkpoints. */
    static final Companion DUCKDB_LOG = new Companion(".wal", true);

    /** What there is while DuckDB makes a checkpoint or recovers, or when that was cut short. */
    static final List<Companion> DUCKDB_PASSING =
            List.of(new Companion(".wal.checkpoint", true), new Companion(".wal.recovery", true));

    /** What belongs to a DuckDB database. */
    static final List<Companion> DUCKDB = List.of(DUCKDB_LOG, DUCKDB_PASSING.get(0), DUCKDB_PASSING.get(1));

    /** Its name, or path with slashes, beside the main file's. */
    String of(String main) {
        int mark = beforeOptions ? main.indexOf('?', main.lastIndexOf('/') + 1) : -1;
        return mark < 0 ? main + suffix : main.substring(0, mark) + suffix + main.substring(mark);
    }

    Path of(Path main) {
        return main.resolveSibling(of(String.valueOf(main.getFileName())));
    }
}
