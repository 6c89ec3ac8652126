package dev.holdfast.testkit.sim.disk;

import java.time.Duration;

/**
 * What a disk shall suffer. Numbers count from the planning on, 1 for the next one. One plan of each kind at a time.
 * To find every place where a fault can strike, plan it at 1, 2, 3 … until {@link #fired()} is false at the end.
 */
public final class DiskFaults {
    private static final Plan NEVER = new Plan(Long.MAX_VALUE, false);

    private record Plan(long at, boolean forever) {
        boolean strikes(long count) {
            return count == at || (forever && count > at);
        }
    }

    private long operations;
    private long writes;
    private Plan error = NEVER;
    private Plan full = NEVER;
    private boolean partial;
    private boolean fired;
    private Duration slow = Duration.ZERO;

    DiskFaults() {}

    /** The operation with this number fails with an input/output error and has no effect; for ever: all later ones too. */
    public void failOperation(int number, boolean forever) {
        fired = false;
        error = new Plan(operations + number, forever);
    }

    /**
     * The disk is full at the write with this number; for ever: stays so. What takes room counts as a write: writing,
     * and making a file, a directory or a link.
     *
     * @param half whether half of that write still fits; otherwise nothing does
     */
    public void fillAtWrite(int number, boolean half, boolean forever) {
        fired = false;
        full = new Plan(writes + number, forever);
        partial = half;
    }

    /** Each operation takes so long. */
    public void slow(Duration perOperation) {
        slow = perOperation;
    }

    /** No plan any more. */
    public void clear() {
        error = NEVER;
        full = NEVER;
        slow = Duration.ZERO;
    }

    /** Whether the last plan has struck. */
    public boolean fired() {
        return fired;
    }

    /** How many operations there were: all that reads, writes, forces, opens, lists or changes anything. */
    public long operations() {
        return operations;
    }

    /** How many of them took room. */
    public long writes() {
        return writes;
    }

    Duration delay() {
        return slow;
    }

    /** Counts an operation; whether it must fail. */
    boolean failsNow() {
        operations++;
        boolean fails = error.strikes(operations);
        fired |= fails;
        return fails;
    }

    /**
     * Counts a write; how much of it fits.
     *
     * @return the same number when the disk is not full
     */
    int fitting(int bytes) {
        writes++;
        if (!full.strikes(writes)) {
            return bytes;
        }
        fired = true;
        return partial && writes == full.at() ? bytes / 2 : 0;
    }

    /** Whether the write just counted met a full disk; whoever asks for free space until the next one hears of none. */
    boolean isFull() {
        return full.strikes(writes);
    }
}
