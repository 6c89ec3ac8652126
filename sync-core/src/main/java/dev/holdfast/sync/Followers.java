package dev.holdfast.sync;

import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.outbox.Job;
import dev.holdfast.sync.outbox.Outbox;
import dev.holdfast.sync.state.StateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who wait for jobs. However many they are, one look at the job table serves them all: a few times a second while
 * there are any, and at once when a job of this process has ended. Thread-safe.
 */
final class Followers {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final long POLL_MILLIS = 250;

    private final Outbox outbox;
    private final ScheduledExecutorService timer;
    private final InstantSource clock;
    private final Set<Follower> all = ConcurrentHashMap.newKeySet();
    private final Set<ProgressListener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean polling = new AtomicBoolean();

    Followers(Outbox outbox, ScheduledExecutorService timer, InstantSource clock) {
        this.outbox = outbox;
        this.timer = timer;
        this.clock = clock;
    }

    /** One who waits. Compared by identity. */
    static final class Follower {
        private final String jobId;
        private final ProgressListener progress;
        private final CompletableFuture<SyncReport> future = new CompletableFuture<>();

        Follower(String jobId, ProgressListener progress) {
            this.jobId = jobId;
            this.progress = progress;
        }

        CompletableFuture<SyncReport> future() {
            return future;
        }
    }

    /** Lets somebody wait, at most so long. */
    Follower follow(String jobId, Duration limit, ProgressListener progress) {
        Follower follower = new Follower(jobId, progress);
        all.add(follower);
        try {
            ScheduledFuture<?> expiry = timer.schedule(() -> leave(follower), limit.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<SyncReport> unused = follower.future.whenComplete((report, failure) -> {
                all.remove(follower);
                expiry.cancel(false);
            });
            look();
        } catch (RejectedExecutionException e) {
            LOG.debug("The service is closed; nobody waits any more.", e);
            leave(follower);
        }
        return follower;
    }

    /** Whether somebody else waits for the same job. */
    boolean hasCompany(Follower follower) {
        return all.stream().anyMatch(other -> other != follower && other.jobId.equals(follower.jobId));
    }

    /** Ends the waiting, with how the job stands now. Reads the table on the calling thread. */
    void leave(Follower follower) {
        try {
            tell(
                    follower,
                    outbox.get(follower.jobId).map(Reports::of).orElseGet(() -> Reports.unknown(follower.jobId)));
        } catch (StateException e) {
            all.remove(follower);
            follower.future.completeExceptionally(e);
        }
    }

    /** Ends the waiting of everybody. */
    void leaveAll() {
        List.copyOf(all).forEach(this::leave);
    }

    /** Looks soon whether jobs have ended. */
    void look() {
        try {
            timer.execute(this::poll);
        } catch (RejectedExecutionException e) {
            LOG.debug("The service is closed; nobody waits any more.", e);
        }
    }

    void listen(ProgressListener listener) {
        listeners.add(listener);
    }

    void unlisten(ProgressListener listener) {
        listeners.remove(listener);
    }

    /** Passes a job's progress on to whoever follows it at that moment. */
    ProgressListener progress(String jobId) {
        return progress -> {
            listeners.forEach(listener -> tell(listener, progress));
            for (Follower follower : all) {
                if (follower.jobId.equals(jobId)) {
                    tell(follower.progress, progress);
                }
            }
        };
    }

    private static void tell(ProgressListener listener, Progress progress) {
        try {
            listener.onProgress(progress);
        } catch (RuntimeException e) {
            // A listener at fault must not stop the sync.
            LOG.warn("A progress listener failed.", e);
        }
    }

    private void poll() {
        try {
            completeSettled();
        } catch (StateException e) {
            // Each follower hears of it when its time is up; until then the database may well recover.
            LOG.debug("The jobs could not be looked at. {}", e.getMessage());
        }
        if (!all.isEmpty() && polling.compareAndSet(false, true)) {
            schedule();
        }
    }

    private void schedule() {
        try {
            ScheduledFuture<?> unused = timer.schedule(
                    () -> {
                        polling.set(false);
                        poll();
                    },
                    POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The service is closed; nobody waits any more.", e);
        }
    }

    private void completeSettled() {
        List<Follower> waiting = List.copyOf(all);
        if (waiting.isEmpty()) {
            return;
        }
        Set<String> ids = waiting.stream().map(each -> each.jobId).collect(Collectors.toSet());
        ids.removeAll(outbox.underWay(ids));
        if (ids.isEmpty()) {
            return;
        }
        Map<String, Job> jobs = outbox.getAll(ids).stream().collect(Collectors.toMap(Job::id, Function.identity()));
        for (Follower follower : waiting) {
            Optional<Job> job = Optional.ofNullable(jobs.get(follower.jobId));
            if (job.isPresent() && (job.get().state().isSettled() || job.get().waitsAfterFailure(clock.instant()))) {
                tell(follower, Reports.of(job.get()));
            } else if (job.isEmpty() && ids.contains(follower.jobId)) {
                tell(follower, Reports.unknown(follower.jobId));
            }
        }
    }

    /** Completes on another thread: what the caller does next must not hold up the timer or the drainer. */
    private void tell(Follower follower, SyncReport report) {
        all.remove(follower);
        CompletableFuture<SyncReport> unused = follower.future.completeAsync(() -> report);
    }
}
