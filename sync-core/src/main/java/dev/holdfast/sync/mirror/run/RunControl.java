package dev.holdfast.sync.mirror.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.holdfast.sync.event.CancelSignal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * By what somebody pauses, resumes and cancels a run, from any thread. A paused run begins nothing and stops in the middle
 * of files, but keeps others out of a side that it holds. Thread-safe.
 */
public final class RunControl {
    private static final long SIGN_OF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CancelSignal cancel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition goesOn = lock.newCondition();

    @GuardedBy("lock")
    private boolean paused;

    /** Of a run that nobody else can cancel. */
    public RunControl() {
        this(new CancelSignal());
    }

    /** Of a run that ends when this is cancelled, too. */
    public RunControl(CancelSignal cancel) {
        this.cancel = cancel;
        cancel.onCancel(this::resume);
    }

    /** What the run's work looks at. */
    public CancelSignal signal() {
        return cancel;
    }

    /** Ends the run as soon as can be, with nothing half done. */
    public void cancel() {
        cancel.cancel();
    }

    /** Keeps the run where it is. */
    public void pause() {
        set(true);
    }

    /** Lets the run go on. */
    public void resume() {
        set(false);
    }

    private void set(boolean value) {
        lock.lock();
        try {
            paused = value;
            goesOn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns when the run may go on.
     *
     * @param meanwhile done now and then until it may
     * @throws java.util.concurrent.CancellationException when it shall end
     */
    void pass(Runnable meanwhile) {
        while (isHeldUp()) {
            meanwhile.run();
        }
        cancel.throwIfCancelled();
    }

    /** Whether the run is paused still, after a moment of waiting. */
    private boolean isHeldUp() {
        lock.lock();
        try {
            long left = SIGN_OF_LIFE_NANOS;
            while (paused && !cancel.isCancelled() && left > 0) {
                left = goesOn.awaitNanos(left);
            }
            return paused && !cancel.isCancelled();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel.cancel();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
