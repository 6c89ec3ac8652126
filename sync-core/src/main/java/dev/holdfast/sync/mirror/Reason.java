package dev.holdfast.sync.mirror;

/** Why an action is planned. */
public enum Reason {
    /** The other side has it and this one does not. */
    MISSING,
    /** The other side changed it. */
    CHANGED,
    /** The other side moved it. */
    MOVED,
    /** The other side spells it otherwise. */
    RESPELLED,
    /** The other side deleted it, and this one left it as it was. */
    DELETED,
    /** The other side never had it, and orphans are to go. */
    ORPHAN,
    /** It lost against the other side's by the user's policy. */
    LOSER,
    /** It makes room for what has the same name, and is kept under another one. */
    CONFLICT,
    /** Both sides agree already. */
    AGREED
}
