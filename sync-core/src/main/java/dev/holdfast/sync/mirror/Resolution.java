package dev.holdfast.sync.mirror;

/**
 * What becomes of a file that both sides of a two-way pair changed, each in its own way. An edit on one side and a delete
 * on the other is none of these: the edit stays, always. Where one side has a file and the other a directory both are
 * kept, always: the file gets another name.
 */
public enum Resolution {
    /** The source's keeps the name, the destination's gets another one, and both sides get both. */
    KEEP_BOTH,
    /** The destination's goes to the trash. */
    SOURCE_WINS,
    /** The source's goes to the trash. */
    DESTINATION_WINS,
    /** The older one goes to the trash. As times within the tolerance say nothing, both are kept then. */
    NEWER_WINS,
    /** Both stay as they are until somebody decides. */
    MANUAL,
    /** Both stay as they are. */
    SKIP
}
