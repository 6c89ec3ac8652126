package dev.holdfast.mcp.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts the calls being worked on in the whole server, so that a stop can wait for them. Thread-safe. */
final class InFlight {
    @GuardedBy("this")
    private int calls;

    synchronized void enter() {
        calls++;
    }

    synchronized void leave() {
        calls--;
        notifyAll();
    }

    /** Waits until nothing is in flight, or until the time is up. */
    synchronized void awaitNone(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        long left = atMost.toNanos();
        while (calls > 0 && left > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            left = deadline - System.nanoTime();
        }
    }
}
