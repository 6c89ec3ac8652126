package dev.holdfast.sync.outbox;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off jobs on one daemon thread. Of all drainers on a home, in whatever process, one works at a time: the one that
 * has the drain lock, which it takes when there is something for it to do and gives back when there is not, so that
 * drainers with other settings get their turn. The system frees the lock of a process that died, and the next holder
 * takes back the dead one's leases at once. Thread-safe.
 */
public final class Drainer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drainer.class);
    private static final Duration POLL = Duration.ofMillis(400);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Outbox.LEASE.dividedBy(3);
    private static final Duration CLOSING_LIMIT = Duration.ofMillis(4500);

    private final Outbox outbox;
    private final Path lockFile;
    private final Route route;
    private final JobHandler handler;
    private final ScheduledExecutorService timer;
    private final String owner = "process " + ProcessHandle.current().pid();
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicReference<@Nullable Running> current = new AtomicReference<>();
    private volatile boolean closing;
    private @Nullable Thread thread;

    /**
     * @param home where the drain lock lies
     * @param route which jobs it may run
     * @param timer for heartbeats; stays the caller's to shut down, after this
     */
    public Drainer(Outbox outbox, Path home, Route route, JobHandler handler, ScheduledExecutorService timer) {
        this.outbox = outbox;
        this.lockFile = home.resolve("drain.lock");
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
        if (!outbox.hasWork(route)) {
            return;
        }
        Optional<HomeLock> lock = HomeLock.tryAcquire(lockFile);
        if (lock.isEmpty()) {
            return;
        }
        try {
            int orphans = outbox.reclaim();
            if (orphans > 0) {
                LOG.info("{} job(s) of a process that ended early are taken over.", orphans);
            }
            runAllDue();
        } finally {
            lock.get().close();
        }
    }

    private void runAllDue() {
        while (!closing) {
            Optional<Job> job = outbox.lease(route, owner);
            if (job.isEmpty()) {
                return;
            }
            run(job.get());
        }
    }

    private void run(Job job) {
        CancelSignal signal = new CancelSignal();
        current.set(new Running(job, signal));
        ScheduledFuture<?> heartbeat = timer.scheduleAtFixedRate(
                () -> beat(job, signal), HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (closing) {
                signal.cancel();
            }
            Outcome outcome = outcome(job, signal);
            heartbeat.cancel(false);
            LOG.info("Job {}: {}", job.id(), settle(job, outcome));
        } finally {
            heartbeat.cancel(false);
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

    private void beat(Job job, CancelSignal signal) {
        try {
            if (!outbox.renew(job)) {
                signal.cancel();
            }
        } catch (StateException e) {
            LOG.warn("The lease of job {} could not be renewed. {}", job.id(), e.getMessage());
        }
    }
}
