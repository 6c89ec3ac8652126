package dev.holdfast.sync.mirror;

/** What an action does. */
public enum ActionKind {
    /** Copies a file from the other side to a path where nothing is. */
    CREATE,
    /** Copies a file from the other side over the file that is there, whose content the other side has or had. */
    REPLACE,
    /** Renames within the side, to a path where nothing is, or that is the same but for its case. */
    MOVE,
    /** Puts a file into the side's trash. */
    TRASH,
    /** Makes a directory. */
    MAKE_DIRECTORY,
    /** Removes a directory if it is empty, and does nothing otherwise. */
    REMOVE_DIRECTORY,
    /** Touches neither side: both are equal there, and the base learns it. */
    REMEMBER,
    /** Touches neither side: both have nothing there any more, and the base learns it. */
    FORGET
}
