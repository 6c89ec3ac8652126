package dev.holdfast.sync.storage.entry;

/** What an entry is. */
public enum EntryType {
    /** Holds bytes. */
    FILE,
    /** Holds files and folders. */
    FOLDER
}
