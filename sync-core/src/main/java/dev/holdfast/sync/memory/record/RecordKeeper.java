package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.record.RecordSync.Depth;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a home's memories in step with a memory API for as long as its process lives: a cycle at the start, one soon after
 * each change here, and one each interval, of which every tenth goes through everything. What fails is tried again after the
 * interval, then after twice as long and so on up to ten minutes, for ever; and after a change at once, unless the key is
 * refused. Several processes on one home take turns, and what one has looked at within the interval no other looks at.
 *
 * <p>Its one thread alone uses the network and the store, so nobody else waits for either: only {@link #freshen} and
 * {@link #close} wait, and say how long. Thread-safe.
 */
public final class RecordKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordKeeper.class);
    private static final Duration FRESH = Duration.ofMillis(1500);
    private static final int FULL_EVERY = 10;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int MOST_DOUBLINGS = 7;
    /** For the request under way: one that is cut off has to be looked after later. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Duration LAST = Duration.ofSeconds(4);

    private final RecordCycles cycles;
    private final Duration interval;
    private final CancelSignal cancel = new CancelSignal();
    private final Semaphore nudges = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);

    private volatile @Nullable Thread thread;
    private volatile long began;
    private final AtomicLong changes = new AtomicLong();
    private volatile long changesSent;
    /** Nobody has looked before the first cycle has ended; what an earlier process left may wait. */
    private volatile boolean pending = true;

    private volatile boolean refused;

    /** Of the thread's alone, as is the next. */
    private int looks;

    private int failures;

    private long lastFull = System.nanoTime();

    /**
     * Does nothing before {@link #start}.
     *
     * @param cycles closed with this
     */
    public RecordKeeper(RecordCycles cycles, Duration interval) {
        this.cycles = cycles;
        this.interval = interval;
    }

    /** Begins, with a cycle that goes through everything. Returns at once; calling it again, or after {@link #close}, does nothing. */
    public synchronized void start() {
        if (thread == null && !cancel.isCancelled()) {
            began = System.nanoTime();
            Thread started = new Thread(this::keep, "holdfast-records");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    /** Hears that memories were changed here. Returns at once. */
    public void nudge() {
        changes.incrementAndGet();
        if (!refused) {
            nudges.release();
        }
    }

    /**
     * Waits for the cycle that {@link #start} began, so that what other machines stored is seen; until a second and a half
     * after the start, and then no more.
     */
    public void freshen() {
        if (thread == null) {
            return;
        }
        try {
            var unused = first.await(FRESH.toNanos() - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether changes wait here that another process could send; as far as is known without looking. */
    public boolean hasUnsent() {
        return !refused && (pending || changes.get() != changesSent);
    }

    /** Ends what is under way, within five seconds. What was not sent stays for a later process. Calling it again does nothing. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            cancel.cancel();
            running = thread;
        }
        nudges.release();
        try {
            if (running != null) {
                running.join(GRACE.toMillis());
            }
            cycles.close();
            if (running != null) {
                running.join(LAST.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cycles.close();
        }
    }

    private void keep() {
        boolean nudged = false;
        try {
            while (!cancel.isCancelled()) {
                if (nudged || isLookDue()) {
                    cycle(nudged);
                }
                first.countDown();
                nudged = !cancel.isCancelled() && nudges.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts this thread; whoever does wants it to end.
            Thread.currentThread().interrupt();
        } finally {
            first.countDown();
        }
    }

    private boolean isLookDue() {
        return failures > 0 || looks == 0 || !cycles.hasLookedWithin(interval);
    }

    private void cycle(boolean nudged) {
        // Where changes come so often that no look is ever due by itself, they must not put off the one at everything.
        boolean isOverdue = System.nanoTime() - lastFull >= interval.toNanos() * FULL_EVERY;
        boolean full = nudged ? isOverdue && looks > 0 : looks % FULL_EVERY == 0;
        if (isDone(full ? Depth.FULL : Depth.CHANGES)) {
            failures = 0;
            looks = nudged && full ? 1 : looks + (nudged ? 0 : 1);
            lastFull = full ? System.nanoTime() : lastFull;
        } else {
            failures = nudged ? Math.max(1, failures) : failures + 1;
        }
    }

    private boolean isDone(Depth depth) {
        nudges.drainPermits();
        long seen = changes.get();
        try {
            RecordCycles.Cycle done = cycles.cycle(depth, cancel);
            refused = done.refused();
            pending = done.pending();
            changesSent = seen;
            return done.complete();
        } catch (RuntimeException | LinkageError e) {
            // Whatever went wrong, memories must not wait for ever because this thread has ended.
            LOG.error("Syncing memories failed unexpectedly; it is tried again.", e);
            return false;
        }
    }

    private Duration pause() {
        Duration doubled = interval.multipliedBy(1L << Math.min(Math.max(0, failures - 1), MOST_DOUBLINGS));
        Duration most = interval.compareTo(LONGEST) > 0 ? interval : LONGEST;
        return doubled.compareTo(most) > 0 ? most : doubled;
    }
}
