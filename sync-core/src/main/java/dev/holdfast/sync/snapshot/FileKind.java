package dev.holdfast.sync.snapshot;

import java.util.Locale;

/** What a file is, told by its first bytes and never by its name. */
public enum FileKind {
    /** A SQLite database; copied through SQLite itself. */
    SQLITE,
    /** A DuckDB database or its write-ahead log; copied together, guarded by the header's counters. */
    DUCKDB,
    /** Anything else; read as it is. */
    FILE;

    /** As manifests spell it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
