package dev.holdfast.sync.tree;

/** What stands at a path of a tree. */
public enum EntryKind {
    /** Holds bytes. */
    FILE,
    /** Holds files and directories. */
    DIRECTORY,
    /** Anything else, such as a link or a device. It is there, and nothing may be put in its place. */
    OTHER
}
