package dev.holdfast.sync.event;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * The wish that some work stop. Whoever asked for the work calls {@link #cancel()}; whoever does it looks at
 * {@link #isCancelled()} between steps, at least once per part sent, and registers with {@link #onCancel} what would
 * otherwise block. Cancelled once, it stays so. Thread-safe.
 */
public final class CancelSignal {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Runnable> actions = new ConcurrentLinkedQueue<>();

    private final BooleanSupplier alsoWhen;

    public CancelSignal() {
        this(() -> false);
    }

    /**
     * A signal that may also find out by itself.
     *
     * @param alsoWhen asked at each look; when it says true, the signal is cancelled. Must be fast
     */
    public CancelSignal(BooleanSupplier alsoWhen) {
        this.alsoWhen = alsoWhen;
    }

    /** Asks the work to stop, and runs the registered actions on this thread. Calling it again does nothing. */
    public void cancel() {
        if (cancelled.compareAndSet(false, true)) {
            runActions();
        }
    }

    /** Whether the work should stop. */
    public boolean isCancelled() {
        if (!cancelled.get() && alsoWhen.getAsBoolean()) {
            cancel();
        }
        return cancelled.get();
    }

    /**
     * Ends the calling work when it should stop.
     *
     * @throws CancellationException when cancelled
     */
    public void throwIfCancelled() {
        if (isCancelled()) {
            throw new CancellationException("cancelled");
        }
    }

    /** Runs the action once, when cancelled; at once if that has happened already. The action must not block. */
    public void onCancel(Runnable action) {
        actions.add(action);
        if (isCancelled()) {
            runActions();
        }
    }

    private void runActions() {
        // Each action is polled by exactly one thread, so it runs once even when registering and cancelling race.
        for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
            action.run();
        }
    }
}
