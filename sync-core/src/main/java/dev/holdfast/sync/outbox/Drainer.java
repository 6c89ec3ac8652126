package dev.holdfast.sync.outbox;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off jobs on one daemon thread. Of all drainers on a home, in whatever process, one works at a time: the one whose
 * turn it is ({@link Turns}), which it takes when there is something for it to do and gives back when there is not, so
 * that drainers with other settings get theirs. The next one takes back the leases of a process that died at once, and
 * those of one that stands still after a lease's time. Thread-safe.
 */
public final class Drainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);
    private static final Duration POLL = Duration.ofMillis(400);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSING_LIMIT = Duration.ofMillis(4500);

    private final Outbox outbox;
    private final Turns turns;
    private final Duration heartbeat;
    private final Route route;
    private final JobHandler handler;
    private final ScheduledExecutorService timer;
    private final String owner = "process " + ProcessHandle.current().pid();
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicReference<@Nullable Running> current = new AtomicReference<>();
    private volatile boolean closing;
    private boolean tookUp;
    private @Nullable Thread thread;

    /**
     * @param state where the outbox keeps its jobs
     * @param home where the drain lock lies
     * @param route which jobs it may run
     * @param timer for heartbeats; stays the caller's to shut down, after this
     * @param lease how long a drainer that gives no sign keeps its turn
     */
    public Drainer(
            StateDatabase state,
            Outbox outbox,
            Path home,
            Route route,
            JobHandler handler,
            ScheduledExecutorService timer,
            Duration lease) {
        this.outbox = outbox;
        this.turns = new Turns(state, outbox, home, lease, System::nanoTime);
        this.heartbeat = lease.dividedBy(3);
        this.route = route;
        this.handler = handler;
        this.timer = timer;
    }

    private record Running(Job job, CancelSignal signal) {}

    /** Begins, in the background. Calling it again, or after {@link #close}, does nothing. */
    public synchronized void start() {
        if (thread == null && !closing) {
            Thread started = new Thread(this::loop, "holdfast-drainer");
            started.setDaemon(true);
            started.start();
            thread = started;
        }
    }

    /**
     * Lets what failed in processes with other settings or other means be tried again, once; it does so by itself when it
     * begins, but perhaps not at once.
     *
     * @throws StateException when the state can't be used
     */
    public synchronized void takeUp() {
        if (tookUp) {
            return;
        }
        int taken = outbox.takeUp(route);
        tookUp = true;
        if (taken > 0) {
            LOG.info("{} job(s) that failed under other settings or without something are tried again.", taken);
        }
    }

    /** Makes it look for work now. */
    public void wake() {
        wakeUps.release();
    }

    /**
     * Stops a job that this drainer is at, on behalf of the one who asked for it.
     *
     * @return whether it was told to; false when it is not at this job, or others have asked for the job too
     */
    public boolean stop(String jobId) {
        Running running = current.get();
        if (running == null
                || !running.job().id().equals(jobId)
                || running.job().requests() > 1) {
            return false;
        }
        running.signal().cancel();
        return true;
    }

    /** Stops within five seconds and gives back the job it was at. Calling it again does nothing. */
    @Override
    public void close() {
        closing = true;
        wake();
        Running running = current.get();
        if (running != null) {
            running.signal().cancel();
        }
        if (hasEnded()) {
            return;
        }
        // The work does not stop in time. Give its job back, so that a late result is not heard; its thread keeps the
        // lock to its end, so that nobody begins the same work beside it.
        Running stuck = current.get();
        if (stuck != null) {
            try {
                LOG.warn("Job {} did not stop in time; {}", stuck.job().id(), giveBack(stuck.job()));
            } catch (StateException e) {
                LOG.warn(
                        "Job {} did not stop in time and could not be given back.",
                        stuck.job().id(),
                        e);
            }
        }
    }

    private boolean hasEnded() {
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started == null || started.equals(Thread.currentThread())) {
            return true;
        }
        try {
            started.join(CLOSING_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !started.isAlive();
    }

    private void loop() {
        while (!closing) {
            Duration pause = POLL;
            try {
                takeTurn();
            } catch (StateException e) {
                LOG.error("Jobs can't be worked off now. {}", e.getMessage());
                pause = TROUBLE_PAUSE;
            } catch (RuntimeException e) {
                // Whatever went wrong, jobs must not wait for ever because this thread has ended.
                LOG.error("Working off jobs failed unexpectedly; it is tried again.", e);
                pause = TROUBLE_PAUSE;
            }
            await(pause);
        }
    }

    private void await(Duration pause) {
        try {
            if (!closing && wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                wakeUps.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody of ours interrupts this thread; whoever does wants it to end.
            closing = true;
        }
    }

    private void takeTurn() {
        takeUp();
        handler.gather();
        if (!outbox.hasWork(route)) {
            return;
        }
        Optional<Turns.Turn> turn = turns.tryTake();
        if (turn.isEmpty()) {
            return;
        }
        try (Turns.Turn mine = turn.get()) {
            if (mine.orphans() > 0) {
                LOG.info("{} job(s) of a process that ended early or stands still are taken over.", mine.orphans());
            }
            runAllDue(mine.number());
        }
    }

    private void runAllDue(long turn) {
        while (!closing) {
            Optional<Job> job = outbox.lease(route, owner, turn);
            if (job.isEmpty()) {
                return;
            }
            run(job.get(), turn);
        }
    }

    private void run(Job job, long turn) {
        AtomicLong lastBeat = new AtomicLong(System.nanoTime());
        // Between beats this process may have stood still: then the work asks before it goes on.
        CancelSignal signal = new CancelSignal(
                () -> System.nanoTime() - lastBeat.get() > 2 * heartbeat.toNanos() && isLost(job, turn, lastBeat));
        current.set(new Running(job, signal));
        ScheduledFuture<?> beats = timer.scheduleAtFixedRate(
                () -> beat(job, turn, signal, lastBeat),
                heartbeat.toMillis(),
                heartbeat.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            if (closing) {
                signal.cancel();
            }
            Outcome outcome = outcome(job, signal);
            beats.cancel(false);
            LOG.info("Job {}: {}", job.id(), settle(job, outcome));
        } finally {
            beats.cancel(false);
            current.set(null);
        }
        handler.settled(job.id());
    }

    private Outcome outcome(Job job, CancelSignal signal) {
        try {
            return handler.run(job, signal);
        } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
            // Whatever went wrong, the job must stay and others must get their turn.
            LOG.error("Job {} failed unexpectedly.", job.id(), e);
            return new Outcome.Failed(
                    job.report().orElse("{}"), "The sync failed unexpectedly; the log has the details.", true);
        }
    }

    private String settle(Job job, Outcome outcome) {
        boolean heard;
        String result;
        if (outcome instanceof Outcome.Done done) {
            heard = outbox.complete(job, done.report());
            result = "done";
        } else if (outcome instanceof Outcome.Failed failed && failed.isTransient()) {
            heard = outbox.fail(job, failed.error(), failed.report());
            result = "failed, will be tried again: " + failed.error();
        } else if (outcome instanceof Outcome.Failed failed) {
            heard = outbox.park(job, failed.error(), failed.report());
            result = "failed, waits for somebody to act: " + failed.error();
        } else if (closing) {
            return giveBack(job);
        } else {
            heard = outbox.cancel(job, outcome.report());
            result = "cancelled";
        }
        return heard ? result : "taken over by another process";
    }

    private String giveBack(Job job) {
        return outbox.giveBack(job) ? "given back" : "taken over by another process";
    }

    private void beat(Job job, long turn, CancelSignal signal, AtomicLong lastBeat) {
        if (isLost(job, turn, lastBeat)) {
            signal.cancel();
        }
    }

    /** Renews the lease; tells whether it is another's by now. */
    private boolean isLost(Job job, long turn, AtomicLong lastBeat) {
        try {
            boolean mine = turns.beat(turn) && outbox.renew(job);
            lastBeat.set(System.nanoTime());
            return !mine;
        } catch (StateException e) {
            LOG.warn("The lease of job {} could not be renewed. {}", job.id(), e.getMessage());
            return false;
        }
    }
}
