package dev.holdfast.mcp.stdio;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The requests in flight. Each is settled exactly once: by its answer or by being cancelled, whichever comes first.
 * Thread-safe.
 */
final class Calls {
    private final LineWriter out;
    private final ConcurrentHashMap<Object, Call> calls = new ConcurrentHashMap<>();
    private boolean abandoned;

    private static final class Call {
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile boolean cancelled;
        private volatile @Nullable Runnable stop;

        boolean settle() {
            return settled.compareAndSet(false, true);
        }

        void stopWork() {
            Runnable action = stop;
            if (action != null) {
                action.run();
            }
        }
    }

    Calls(LineWriter out) {
        this.out = out;
    }

    /** Opens a call; false when one with this id is open already. */
    boolean open(Object id) {
        return calls.putIfAbsent(id, new Call()) == null;
    }

    boolean isOpen(Object id) {
        return calls.containsKey(id);
    }

    int size() {
        return calls.size();
    }

    /** Says how the work for a call is stopped; if the call has been cancelled meanwhile, stops it now. */
    void started(Object id, Runnable stop) {
        Call call = calls.get(id);
        if (call == null) {
            stop.run();
            return;
        }
        call.stop = stop;
        if (call.cancelled) {
            call.stopWork();
        }
    }

    /** Sends the answer, unless the call has been settled. */
    void answer(Object id, byte[] line) {
        Call call = calls.get(id);
        if (call != null && call.settle()) {
            out.send(line);
            remove(id, call);
        }
    }

    /** Stops the work for a call; it gets no answer then. Ids that are not open are ignored. */
    void cancel(Object id) {
        Call call = calls.get(id);
        if (call != null && call.settle()) {
            remove(id, call);
            call.cancelled = true;
            call.stopWork();
        }
    }

    /** Gives up answering, without stopping the work: what was asked for is not lost because the one who asked has left. */
    synchronized void abandonAll() {
        calls.values().forEach(Call::settle);
        abandoned = true;
        notifyAll();
    }

    /** Waits until no call waits for its answer, for at most the limit. */
    synchronized void awaitNone(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0 && isAwaited(); left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private boolean isAwaited() {
        return !abandoned && !calls.isEmpty();
    }

    private synchronized void remove(Object id, Call call) {
        calls.remove(id, call);
        notifyAll();
    }
}
