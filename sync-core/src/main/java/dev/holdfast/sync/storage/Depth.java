package dev.holdfast.sync.storage;

/** How deep a listing goes. */
public enum Depth {
    /** Every object below the prefix; no folders. */
    ALL,
    /** Objects right below the prefix, and the folders there. */
    ONE_LEVEL
}
