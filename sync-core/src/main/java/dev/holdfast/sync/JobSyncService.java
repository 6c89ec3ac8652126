package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.Recovery;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.outbox.Drainer;
import dev.holdfast.sync.outbox.NewJob;
import dev.holdfast.sync.outbox.Outbox;
import dev.holdfast.sync.state.StateDatabase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The service over the outbox: submits jobs, follows them, and has a drainer of its own. */
final class JobSyncService implements SyncService {
    private static final long WATCH_MILLIS = 100;

    private final Settings settings;
    private final HybridSync methods;
    private final Recovery recovery;
    private final Destination destination;
    private final StateDatabase state;
    private final Outbox outbox;
    private final StatusReader statusReader;
    private final ScheduledThreadPoolExecutor timer;
    private final Followers followers;
    private final Drainer drainer;

    JobSyncService(
            Settings settings,
            HybridSync methods,
            Recovery recovery,
            Destination destination,
            StateDatabase state,
            InstantSource clock) {
        this.settings = settings;
        this.methods = methods;
        this.recovery = recovery;
        this.destination = destination;
        this.state = state;
        this.outbox = new Outbox(state, clock);
        SourceRecords records = new SourceRecords(state, destination.place());
        this.statusReader = new StatusReader(settings, state, outbox, records, destination.route(), clock);
        this.timer = timer();
        this.followers = new Followers(outbox, timer, clock);
        SyncJobHandler handler = new SyncJobHandler(settings, methods, records, followers, clock);
        this.drainer = new Drainer(outbox, settings.home(), destination.route(), handler, timer);
    }

    @Override
    public Ticket submit(SyncRequest request) {
        requireKnownMethod(request);
        new Sources(settings).resolve(request);
        if (request.trigger() == Trigger.TOOL || request.trigger() == Trigger.COMMAND) {
            // Somebody acts, which is what parked jobs wait for.
            outbox.retryAll(destination.route());
        }
        Outbox.Receipt receipt = outbox.enqueue(new NewJob(
                SyncJobHandler.KIND,
                Payload.write(request),
                destination.route(),
                request.trigger().label()));
        drainer.wake();
        return new Ticket(receipt.jobId(), receipt.length(), receipt.joined());
    }

    @Override
    public CompletableFuture<SyncReport> await(
            String jobId, Duration limit, ProgressListener progress, CancelSignal cancel) {
        Followers.Follower follower = followers.follow(jobId, limit, progress);
        cancel.onCancel(() -> stop(jobId, follower));
        return follower.future();
    }

    @Override
    public List<PlannedFile> plan(SyncRequest request, CancelSignal cancel) throws SyncException {
        state.makeHome();
        MethodRequest methodRequest = new MethodRequest(
                new Sources(settings).resolve(request), request.trigger().label());
        return methods.plan(request.method(), methodRequest, new SyncContext(ProgressListener.NONE, cancel));
    }

    @Override
    public SyncStatus status(Duration probeLimit) {
        return statusReader.status(methods.availability(probeLimit));
    }

    @Override
    public void startDraining() {
        drainer.start();
    }

    @Override
    public SyncStatus.Queue drain(Duration limit, ProgressListener progress, CancelSignal cancel) {
        long start = System.nanoTime();
        CountDownLatch cancelled = new CountDownLatch(1);
        cancel.onCancel(cancelled::countDown);
        followers.listen(progress);
        try {
            drainer.start();
            drainer.wake();
            while (outbox.hasWork(destination.route()) && System.nanoTime() - start < limit.toNanos()) {
                if (cancelled.await(WATCH_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followers.unlisten(progress);
        }
        return statusReader.queue();
    }

    @Override
    public RestorePoints restorePoints(Optional<String> systemId, CancelSignal cancel) throws SyncException {
        return recovery.points(systemId, cancel);
    }

    @Override
    public RestoreReport restore(RestoreRequest request, ProgressListener progress, CancelSignal cancel)
            throws SyncException {
        if (request.target() instanceof RestoreRequest.InPlace) {
            new Sources(settings).requireConfigured(request.sources());
        }
        return recovery.restore(request, new SyncContext(progress, cancel));
    }

    @Override
    public VerifyReport verify(
            Optional<String> systemId, boolean readData, ProgressListener progress, CancelSignal cancel)
            throws SyncException {
        return recovery.verify(systemId, readData, new SyncContext(progress, cancel));
    }

    @Override
    public PruneReport prune(boolean dryRun, CancelSignal cancel) throws SyncException {
        return recovery.prune(dryRun, cancel);
    }

    @Override
    public void close() {
        drainer.close();
        followers.leaveAll();
        timer.shutdownNow();
        state.close();
    }

    private void requireKnownMethod(SyncRequest request) {
        try {
            methods.requireKnown(request.method());
        } catch (SyncException e) {
            throw new UnknownMethodException(e.sentence());
        }
    }

    /** What is told to stop completes the waiting when it has stopped; otherwise the waiting ends now. */
    private void stop(String jobId, Followers.Follower follower) {
        if (followers.hasCompany(follower) || !(drainer.stop(jobId) || outbox.cancelPending(jobId))) {
            try {
                timer.execute(() -> followers.leave(follower));
            } catch (RejectedExecutionException e) {
                follower.future().completeExceptionally(e);
            }
        } else {
            followers.look();
        }
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "holdfast-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
