package dev.holdfast.sync.mirror;

/** What becomes of the base in the transaction that confirms an action. */
public enum BaseUpdate {
    /** Nothing: a later action of the same plan settles it, and until then the old state is the one to go by. */
    NONE,
    /** Both sides are equal at the action's path now: their states replace what was known of it. */
    REMEMBER,
    /** What was known of the action's path goes: nothing follows from it any more. */
    FORGET,
    /**
     * What was known of the path moved from goes. It is not to be taken for deleted: another file with the content that both
     * sides once had there would pass for it, moved.
     */
    RELEASE,
    /** A move on both sides: {@link #FORGET} for the path moved from, {@link #REMEMBER} for the one moved to. */
    MOVED,
    /**
     * A move on both sides of a file that one of them changed. What was known of the path moved from holds for the one
     * moved to; only the mark of the side that moved it first is taken anew, from what it has there.
     */
    REBASE
}
