package dev.holdfast.sync;

import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.method.HybridResult;
import dev.holdfast.sync.method.HybridSync;
import dev.holdfast.sync.method.HybridSyncException;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.outbox.Job;
import dev.holdfast.sync.outbox.JobHandler;
import dev.holdfast.sync.outbox.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Does sync jobs: finds the sources, lets the methods work, and records what became of each source. */
final class SyncJobHandler implements JobHandler {
    /** The kind of the jobs it does. */
    static final String KIND = "sync";

    private final Sources sources;
    private final HybridSync methods;
    private final SourceRecords records;
    private final Followers followers;
    private final Runnable gatherer;
    private final Runnable beforehand;
    private final RecordPart recordPart;
    private final MirrorPart mirrorPart;
    private final InstantSource clock;

    /**
     * @param gatherer looks for what makes new jobs
     * @param beforehand what is to be done before a sync looks at its sources
     * @param recordPart the part of it that is about memories one by one
     * @param mirrorPart the part of it that runs the mirrors
     */
    SyncJobHandler(
            Settings settings,
            HybridSync methods,
            SourceRecords records,
            Followers followers,
            Runnable gatherer,
            Runnable beforehand,
            RecordPart recordPart,
            MirrorPart mirrorPart,
            InstantSource clock) {
        this.gatherer = gatherer;
        this.beforehand = beforehand;
        this.recordPart = recordPart;
        this.mirrorPart = mirrorPart;
        this.sources = new Sources(settings);
        this.methods = methods;
        this.records = records;
        this.followers = followers;
        this.clock = clock;
    }

    @Override
    public Outcome run(Job job, CancelSignal cancel) {
        if (!KIND.equals(job.kind())) {
            return failed(
                    "This version of Holdfast does not know the job's kind '" + job.kind()
                            + "'; a later one will do it.",
                    true);
        }
        SyncRequest request;
        try {
            request = Payload.read(
                    job.payload(), Trigger.labelled(job.triggeredBy()).orElse(Trigger.SCHEDULE));
        } catch (IllegalArgumentException e) {
            return failed("The job's content can't be read; sync again.", false);
        }
        beforehand.run();
        // First, as the sources are to hold what it brings.
        Optional<RecordSyncResult> records = recordPart.run(request, cancel);
        Outcome files = files(job, request, records.isPresent() || mirrorPart.belongsTo(request), cancel);
        Outcome joined = records.map(part -> RecordPart.joined(files, part)).orElse(files);
        return mirrorPart.after(joined, request, followers.progress(job.id()), cancel);
    }

    /** @param alone whether the job has something to do where there is no source */
    private Outcome files(Job job, SyncRequest request, boolean alone, CancelSignal cancel) {
        if (cancel.isCancelled()) {
            return new Outcome.Stopped(Reports.withoutFiles());
        }
        List<SourceSetting> found;
        try {
            found = sources.resolve(request);
        } catch (NothingToSyncException e) {
            return alone ? new Outcome.Done(Reports.withoutFiles()) : later(e);
        } catch (UnknownSourceException e) {
            return later(e);
        }
        MethodRequest methodRequest = new MethodRequest(found, job.triggeredBy());
        return sync(job, request, methodRequest, new SyncContext(followers.progress(job.id()), cancel));
    }

    /** The settings have changed since, and may change back; another process may have others. */
    private static Outcome later(RuntimeException unresolved) {
        return failed(String.valueOf(unresolved.getMessage()), true);
    }

    @Override
    public void gather() {
        gatherer.run();
    }

    @Override
    public void settled(String jobId) {
        followers.look();
    }

    private Outcome sync(Job job, SyncRequest request, MethodRequest methodRequest, SyncContext context) {
        long start = System.nanoTime();
        // What changes while it is sent has changed since.
        Instant begun = clock.instant();
        try {
            HybridResult success = withWhatOthersSent(
                    job, methods.sync(request.method(), request.enableFallback(), methodRequest, context));
            records.succeeded(methodRequest.sources(), success.result(), begun);
            return new Outcome.Done(Reports.success(success, since(start)));
        } catch (CancellationException e) {
            return new Outcome.Stopped(Reports.failure(since(start), List.of()));
        } catch (HybridSyncException e) {
            e.incomplete()
                    .ifPresentOrElse(some -> record(methodRequest, some, begun), () -> recordFailure(methodRequest, e));
            String report = e.incomplete()
                    .map(some -> Reports.incomplete(some, since(start), e.attempts()))
                    .orElseGet(() -> Reports.failure(since(start), e.attempts()));
            return new Outcome.Failed(report, e.sentence(), e.isTransient());
        } catch (SyncException e) {
            recordFailure(methodRequest, e);
            return new Outcome.Failed(Reports.failure(since(start), List.of()), e.sentence(), e.isTransient());
        }
    }

    /** Whoever asked is to hear of all that was sent since, also when another job had done it before this one's turn. */
    private HybridResult withWhatOthersSent(Job job, HybridResult success) {
        MethodResult result = success.result();
        if (result.uploadId().isPresent()) {
            return success;
        }
        List<String> notes = new ArrayList<>(result.notes());
        records.sentSince(job).ifPresent(notes::add);
        return new HybridResult(success.method(), result.withNotes(notes), success.attempts());
    }

    private void recordFailure(MethodRequest request, SyncException failure) {
        records.failed(request.sources(), failure.sentence(), clock.instant());
    }

    /** Each source gets what is true of it: that it is on the remote, or why it is not. */
    private void record(MethodRequest request, IncompleteSyncException incomplete, Instant begun) {
        List<SourceSetting> whole = request.sources().stream()
                .filter(source -> !incomplete.unread().containsKey(source.name()))
                .toList();
        records.succeeded(whole, incomplete.done(), begun);
        for (SourceSetting source : request.sources()) {
            String error = incomplete.unread().get(source.name());
            if (error != null) {
                records.failed(List.of(source), error, clock.instant());
            }
        }
    }

    private static Outcome failed(String error, boolean isTransient) {
        return new Outcome.Failed(Reports.failure(Duration.ZERO, List.of()), error, isTransient);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
