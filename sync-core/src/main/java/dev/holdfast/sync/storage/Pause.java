package dev.holdfast.sync.storage;

import dev.holdfast.sync.event.CancelSignal;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between tries. Tests give one that only moves a clock. */
@FunctionalInterface
public interface Pause {
    /** Waits for real. */
    Pause REAL = (time, cancel) -> {
        CountDownLatch cancelled = new CountDownLatch(1);
        cancel.onCancel(cancelled::countDown);
        try {
            if (cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                cancel.throwIfCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    };

    /**
     * Returns when the time has passed.
     *
     * @throws CancellationException at once when cancelled or interrupted
     */
    void pause(Duration time, CancelSignal cancel);
}
