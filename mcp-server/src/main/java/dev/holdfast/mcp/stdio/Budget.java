package dev.holdfast.mcp.stdio;

import java.util.concurrent.Semaphore;

/** A bound on the bytes that wait in a queue. Thread-safe. */
final class Budget {
    /** How many bytes may wait: two of the longest lines. */
    static final int BYTES = 2 * StdioServer.MAX_LINE;

    private static final int UNBOUNDED = 1 << 30;

    private final Semaphore free = new Semaphore(BYTES);

    /** Waits until there is room. */
    void take(int bytes) {
        free.acquireUninterruptibly(Math.min(bytes, BYTES));
    }

    void give(int bytes) {
        free.release(Math.min(bytes, BYTES));
    }

    /** Lets everybody through who waits, for the queue's reader has gone. */
    void lift() {
        free.release(UNBOUNDED);
    }
}
