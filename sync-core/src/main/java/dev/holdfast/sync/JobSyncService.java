package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordKeeper;
import dev.holdfast.sync.memory.record.RecordService;
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
import dev.holdfast.sync.spool.Spool;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service over the outbox: submits jobs, follows them, and has a drainer of its own. */
final class JobSyncService implements SyncService {
    private static final Logger LOG = LoggerFactory.getLogger(JobSyncService.class);
    private static final long WATCH_MILLIS = 100;
    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);
    private static final int MOST_SHOWN = 1000;
    private static final SyncStatus.Queue NO_JOBS =
            new SyncStatus.Queue(0, 0, 0, 0, 0, Optional.empty(), Optional.empty());
    private static final Duration FOREVER = Duration.ofDays(3650);

    private final Settings settings;
    private final InstantSource clock;
    private final HybridSync methods;
    private final Recovery recovery;
    private final Destination destination;
    private final StateDatabase state;
    private final String means;
    private final Outbox outbox;
    private final SessionSummaries summaries;
    private final MemoryStore memories;
    private final SummaryMemories summaryMemories;
    private final Optional<RecordService> memoryApi;
    private final RecordPart recordPart;
    private final MirrorPart mirrorPart;
    private final Spool spool;
    private final StatusReader statusReader;
    private final ScheduledThreadPoolExecutor timer;
    private final Followers followers;
    private final Drainer drainer;
    private final Staying staying;

    JobSyncService(
            Settings settings,
            HybridSync methods,
            Recovery recovery,
            Destination destination,
            StateDatabase state,
            MemoryStore memories,
            InstantSource clock,
            Duration lease) {
        this.settings = settings;
        this.clock = clock;
        this.methods = methods;
        this.recovery = recovery;
        this.destination = destination;
        this.state = state;
        this.means = Means.of(settings, System.getenv().keySet());
        this.outbox = new Outbox(state, clock, means);
        this.summaries = new SessionSummaries(state, clock);
        this.memories = memories;
        this.summaryMemories = new SummaryMemories(summaries, memories);
        this.spool = new Spool(settings.home(), state, clock);
        this.memoryApi = RecordService.of(settings, () -> memories, clock);
        this.recordPart = new RecordPart(settings, memoryApi);
        this.mirrorPart = new MirrorPart(new Mirrors(settings, state, clock));
        SourceRecords records = new SourceRecords(state, destination.place());
        this.statusReader =
                new StatusReader(settings, state, outbox, records, memories, memoryApi, destination.route(), clock);
        this.timer = timer();
        this.followers = new Followers(outbox, timer, clock);
        SyncJobHandler handler = new SyncJobHandler(
                settings,
                methods,
                records,
                followers,
                this::gatherInTime,
                summaryMemories::makeAll,
                recordPart,
                mirrorPart,
                clock);
        this.drainer = new Drainer(state, outbox, settings.home(), destination.route(), handler, timer, lease);
        this.staying = new Staying(settings.home(), destination.route(), means, outbox);
    }

    @Override
    public Ticket submit(SyncRequest request) {
        return submit(request, connection -> {});
    }

    private Ticket submit(SyncRequest request, Spool.Note along) {
        requireKnownMethod(request);
        requireSources(request);
        if (request.trigger().inPerson()) {
            // Somebody acts, which is what parked jobs wait for.
            outbox.retryAll(destination.route());
        }
        NewJob job = new NewJob(
                SyncJobHandler.KIND,
                Payload.write(request),
                destination.route(),
                request.trigger().label());
        Outbox.Receipt receipt = outbox.enqueue(job, (connection, jobId, joined) -> {
            summaries.write(connection, request.attributes(), jobId);
            along.write(connection);
            if (joined && request.trigger().inPerson()) {
                // The job does more for somebody who asks in person than for whoever had it queued.
                Sql.update(
                        connection,
                        "UPDATE job SET triggered_by = ? WHERE id = ?",
                        request.trigger().label(),
                        jobId);
            }
        });
        drainer.wake();
        return new Ticket(receipt.jobId(), receipt.length(), receipt.joined());
    }

    /** What is not there yet may come from the memory API. */
    private void requireSources(SyncRequest request) {
        try {
            new Sources(settings).resolve(request);
        } catch (NothingToSyncException e) {
            if (!recordPart.belongsTo(request) && !mirrorPart.belongsTo(request)) {
                throw e;
            }
        }
    }

    /** Makes jobs of what hooks have left, and memories of what was said of sessions. */
    private void gather() {
        summaryMemories.makeAll();
        takeSpooled();
    }

    /** For who looks again soon: what came just after the last look may wait for the next. */
    private void gatherInTime() {
        summaryMemories.makeAllInTime();
        takeSpooled();
    }

    /** A hook belongs to whoever goes by the home's own settings; others take what such a process has not taken for a while. */
    private void takeSpooled() {
        spool.takeAll(destination.route().canonical() ? Duration.ZERO : LEFT_ALONE, (attributes, along) -> {
            if (!settings.get(Keys.UPLOAD_ON_SESSION_END)) {
                return true;
            }
            try {
                SyncRequest request =
                        new SyncRequest("auto", true, List.of(), List.of(), Trigger.SESSION_END, attributes);
                Ticket ticket = submit(request, along);
                LOG.info("A hook told of a session's end: job {}.", ticket.jobId());
                return true;
            } catch (NothingToSyncException e) {
                // That may change, and another process may have other settings.
                LOG.debug("A hook told of a session's end, which waits. {}", e.getMessage());
                return false;
            }
        });
    }

    @Override
    public void keepSummary(Map<String, String> attributes) {
        summaries.keep(attributes);
        summaryMemories.makeAll();
    }

    @Override
    public int retry(Optional<String> jobId) {
        int again = jobId.map(id -> outbox.retry(id) ? 1 : 0).orElseGet(() -> outbox.retryAll(destination.route()));
        drainer.wake();
        return again;
    }

    @Override
    public long retryMemories() {
        return memoryApi.map(RecordService::retry).orElse(0L);
    }

    @Override
    public List<SyncReport> parked() {
        return outbox.parked(MOST_SHOWN).stream().map(Reports::of).toList();
    }

    @Override
    public boolean hasOpenJobs() {
        // Whoever asks may be about to be killed, and has no time to wait for the store of memories.
        takeSpooled();
        return outbox.hasOpenJobs(destination.route());
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
        try {
            gather();
        } catch (StateException e) {
            LOG.debug("What hooks have left can't be taken now.", e);
        }
        Optional<ApiProbe> probe = memoryApi.map(api -> ApiProbe.begin(api, probeLimit));
        return statusReader.status(methods.availability(probeLimit), methods.notices(), probe);
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
            gather();
            drainer.takeUp();
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
    public SyncStatus.Queue drainAndStay(Duration patience, ProgressListener progress, CancelSignal cancel) {
        staying.until(patience, cancel, new Staying.Work() {
            @Override
            public long drain() {
                return JobSyncService.this.drain(FOREVER, progress, cancel).pending();
            }

            @Override
            public boolean hasOpenJobs() {
                return JobSyncService.this.hasOpenJobs();
            }

            @Override
            public long unsentMemories() {
                return memoryApi.map(api -> api.standing().unsent()).orElse(0L);
            }

            @Override
            public Optional<RecordKeeper> keeper() {
                return RecordService.keeper(settings, () -> memories, clock);
            }
        });
        return staying.isHomeThere() ? statusReader.queue() : NO_JOBS;
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
        memoryApi.ifPresent(RecordService::close);
        memories.close();
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
