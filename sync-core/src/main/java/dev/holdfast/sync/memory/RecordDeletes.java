package dev.holdfast.sync.memory;

/**
 * Deletions that are to be done, and how much there is.
 *
 * @param here memories that the server has deleted
 * @param there memories that were deleted here
 * @param linked memories whose records are there, as far as known, with all of these
 * @param allowed whether the user has said that they may go, be they many
 */
public record RecordDeletes(long here, long there, long linked, boolean allowed) {
    private static final long FEW = 10;

    /** What must wait for the user's word: more than ten, and more than half of all. */
    public RecordStatus.HeldDeletes held() {
        return new RecordStatus.HeldDeletes(isMost(here) ? here : 0, isMost(there) ? there : 0);
    }

    private boolean isMost(long count) {
        return !allowed && count > FEW && count * 2 > linked;
    }
}
