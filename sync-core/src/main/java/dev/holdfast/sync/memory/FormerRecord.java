package dev.holdfast.sync.memory;

/**
 * A record that its memory has left, as the memory became sensitive and needs one that is made so from the start. It goes when
 * the memory has the other one, and not before.
 *
 * @param record the server's id of it
 * @param memory the id of the memory
 * @param theirs the fingerprint of what the server showed when it was left
 * @param asked whether the server was ever asked to delete it, be the outcome known or not
 * @param gone whether the server has confirmed that it deleted it; kept until the deletion was seen with what the record said
 *     last
 */
public record FormerRecord(long record, String memory, String theirs, boolean asked, boolean gone) {
    /** The same when the server is about to be asked to delete it. */
    public FormerRecord askedFor() {
        return new FormerRecord(record, memory, theirs, true, gone);
    }

    /** The same, deleted or not. */
    public FormerRecord gone(boolean isGone) {
        return new FormerRecord(record, memory, theirs, asked, isGone);
    }
}
