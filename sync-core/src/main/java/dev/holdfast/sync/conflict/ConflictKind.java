package dev.holdfast.sync.conflict;

/** What a conflict is about. */
public enum ConflictKind {
    /** A file of a mirror. */
    FILE,
    /** A memory. */
    MEMORY
}
