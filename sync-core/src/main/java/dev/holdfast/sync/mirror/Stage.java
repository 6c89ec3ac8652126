package dev.holdfast.sync.mirror;

/** The order of a plan. What makes room comes before what needs it, and what brings content before what takes the last of it. */
enum Stage {
    /** Names that differ in case alone, from the top down, so that all later paths are written one way. */
    RESPELL,
    /** Conflict copies leave their names. */
    MOVE_ASIDE,
    /** Directories that files are moved into. */
    MAKE_EARLY,
    /** Files follow the other side's moves, out of directories that may go. */
    MOVE,
    /** Files go to the trash. */
    TRASH,
    /** Directories that are empty now, from the bottom up. */
    REMOVE,
    /** All other directories, from the top down. */
    MAKE,
    /** Content crosses over, read from where it is at last. */
    COPY,
    /** What only the base learns. */
    NOTE
}
