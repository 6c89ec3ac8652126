package dev.holdfast.sync.outbox;

import java.util.Locale;

/** How a job stands. */
public enum JobState {
    /** It waits for its first or next try. */
    PENDING,
    /** A drainer is at it. */
    RUNNING,
    /** What it asked for has been done. */
    DONE,
    /** It failed in a way that no later try mends by itself. */
    PARKED,
    /** The one who asked for it stopped it. */
    CANCELLED;

    /** Whether nothing more will happen to it unless somebody asks. */
    public boolean isSettled() {
        return this == DONE || this == PARKED || this == CANCELLED;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static JobState ofColumn(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }
}
