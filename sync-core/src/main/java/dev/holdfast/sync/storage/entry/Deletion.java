package dev.holdfast.sync.storage.entry;

/** Where deleted entries go. */
public enum Deletion {
    /** To the trash, from where they can be restored. */
    TO_TRASH,
    /** Nowhere. */
    FOR_EVER
}
