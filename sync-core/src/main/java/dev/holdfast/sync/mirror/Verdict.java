package dev.holdfast.sync.mirror;

/**
 * Why a plan must not be carried out before somebody was asked.
 *
 * @param guard which guard speaks
 * @param side the side that looks wrong
 * @param sentence what is wrong and what to do, for the user
 */
public record Verdict(Guard guard, Side side, String sentence) {
    /** What the guards look for. */
    public enum Guard {
        /** The root is not there, as when a disk is not mounted. Can't be allowed. */
        MISSING_ROOT,
        /** The look did not get to its end. Can't be allowed. */
        PARTIAL_LISTING,
        /** Something could not be read while the plan deletes: it may have been moved there. */
        UNREADABLE,
        /** A side that had files has none. */
        EMPTIED,
        /** More than half of a side's files would be deleted. */
        MOST_DELETED
    }
}
