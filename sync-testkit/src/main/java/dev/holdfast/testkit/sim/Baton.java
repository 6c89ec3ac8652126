package dev.holdfast.testkit.sim;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets one thread wait until another one says that it is its turn. */
final class Baton {
    private volatile boolean turn;
    private volatile @Nullable Thread waiter;

    void pass() {
        turn = true;
        LockSupport.unpark(waiter);
    }

    /** Returns when it is this thread's turn. An interrupt does not end the wait; it is kept. */
    void await() {
        await(Long.MAX_VALUE);
    }

    /** Whether the turn came within the time. */
    boolean await(long nanos) {
        if (waiter != null) {
            throw new IllegalStateException("Two threads act as one: " + waiter + " waits already.");
        }
        long start = System.nanoTime();
        boolean interrupted = false;
        waiter = Thread.currentThread();
        while (!turn && System.nanoTime() - start < nanos) {
            LockSupport.parkNanos(this, nanos);
            interrupted |= Thread.interrupted();
        }
        waiter = null;
        boolean came = turn;
        if (came) {
            turn = false;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return came;
    }
}
