package dev.holdfast.sync;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.Recovery;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The one door to the engine. Tools and commands parse, call this, and render what comes back.
 *
 * <p>Every sync is a job: {@link #submit} commits it to the state database, a drainer (in whichever process on this home
 * holds the drain lock) works it off, and {@link #await} tells how it ended. So nothing asked for is lost when this
 * process dies. Thread-safe. Nothing is opened, and no network used, before the first call of {@link #submit},
 * {@link #status}, {@link #await}, {@link #plan} or {@link #startDraining}.
 */
public interface SyncService extends AutoCloseable {
    /**
     * Commits a job for the request and returns. When this method has returned, the job survives {@code kill -9}. An
     * equal job that nobody has started yet is joined instead of making a second one. A wish of a person or an assistant
     * (not that of a session's end or a timer) also lets parked jobs be tried again.
     *
     * @throws UnknownMethodException when the request names a method that this installation does not have
     * @throws UnknownSourceException when the request names a source that the settings do not have; says which there are
     * @throws NothingToSyncException when the settings name no source that exists
     * @throws dev.holdfast.sync.state.StateException when the job could not be committed; nothing was queued then
     */
    Ticket submit(SyncRequest request);

    /**
     * Keeps what was said of a session at its end when no job is queued for it; {@link #submit} does so by itself. Does
     * nothing when the attributes hold no summary.
     *
     * @param attributes as a request's
     * @throws dev.holdfast.sync.state.StateException when it could not be kept
     */
    void keepSummary(Map<String, String> attributes);

    /**
     * Lets jobs that are parked or wait after a failure be tried again, now.
     *
     * @param jobId the job; empty for all that this process's settings may run
     * @return how many there were
     * @throws dev.holdfast.sync.state.StateException when the state can't be used
     */
    int retry(Optional<String> jobId);

    /**
     * Lets memories that the memory API would not have be tried again, by whoever keeps the memories in step with it.
     *
     * @return how many memories there were that it would not have
     * @throws dev.holdfast.sync.state.StateException when the memories can't be used
     */
    long retryMemories();

    /** The parked jobs and why they are, oldest first; at most 1,000. */
    List<SyncReport> parked();

    /** Whether jobs that this process's settings may run have not ended, be they due or not. */
    boolean hasOpenJobs();

    /**
     * Follows a job. Completes with the final report when it has ended. Completes with one whose state is
     * {@link SyncReport.State#PENDING} when the limit passes first, or, with the error, when a try has failed that only a
     * later one can mend: nobody should sit through a back-off. The job goes on in both cases. No thread is held while
     * waiting.
     *
     * @param progress hears how the job comes along while it runs in this process
     * @param cancel when cancelled, stops waiting, and stops the job if this process runs it and nobody else follows it
     */
    CompletableFuture<SyncReport> await(String jobId, Duration limit, ProgressListener progress, CancelSignal cancel);

    /**
     * What a sync of this request would send now. Changes nothing.
     *
     * @throws SyncException when a source or the remote can't be read
     * @throws UnknownSourceException as for {@link #submit}
     */
    List<PlannedFile> plan(SyncRequest request, CancelSignal cancel) throws SyncException;

    /**
     * How things stand. Asks the remotes for at most the limit. Changes nothing.
     *
     * @throws dev.holdfast.sync.state.StateException when the state can't be read
     */
    SyncStatus status(Duration probeLimit);

    /**
     * Begins to work off jobs in the background of this process, taking turns with others on the same home. Calling it
     * again does nothing.
     */
    void startDraining();

    /**
     * Works off everything that is due, here and now or by watching another process do it, until nothing is due or the
     * limit passes. Begins to drain as {@link #startDraining} does, and does not end that: a job that is not done by the
     * limit goes on until {@link #close}. Jobs that wait for a process with other settings are not waited for.
     *
     * @param progress hears how jobs come along while they run in this process
     * @param cancel when cancelled, stops waiting
     * @return how the queue stands then
     * @throws dev.holdfast.sync.state.StateException when the state can't be read
     */
    SyncStatus.Queue drain(Duration limit, ProgressListener progress, CancelSignal cancel);

    /**
     * Works off everything that is due, as {@link #drain} without a limit, and then stays for jobs that come due, unless
     * another process on the home does so already. Keeps the memories in step with the memory API meanwhile, if there is one.
     * Leaves when no job is left and no memory waits to be sent, or when so much waiting has not got one done.
     *
     * @param cancel when cancelled, leaves
     * @return how the queue stands then
     * @throws dev.holdfast.sync.state.StateException when the state can't be used
     */
    SyncStatus.Queue drainAndStay(Duration patience, ProgressListener progress, CancelSignal cancel);

    /**
     * The uploads that could be restored from, as {@link Recovery#points}. Neither this nor {@link #restore} and
     * {@link #verify} needs or opens the state: they work on a new machine.
     */
    RestorePoints restorePoints(Optional<String> systemId, CancelSignal cancel) throws SyncException;

    /**
     * Brings sources back from the remote, as {@link Recovery#restore}. Blocks until it is done.
     *
     * @throws UnknownSourceException when it is to go in place and names a source that the settings do not have
     */
    RestoreReport restore(RestoreRequest request, ProgressListener progress, CancelSignal cancel) throws SyncException;

    /** Checks what is on the remote, as {@link Recovery#verify}. Blocks until it is done. */
    VerifyReport verify(Optional<String> systemId, boolean readData, ProgressListener progress, CancelSignal cancel)
            throws SyncException;

    /**
     * Lets go of this system's old uploads as the {@code keep_} settings say, as {@link Recovery#prune}. Needs and opens
     * no state. Blocks until it is done.
     */
    PruneReport prune(boolean dryRun, CancelSignal cancel) throws SyncException;

    /** Stops the drainer within five seconds, giving back what it was at; closes the state. Jobs stay. */
    @Override
    void close();

    /**
     * The receipt for a committed job.
     *
     * @param jobId its id
     * @param queueLength how many jobs have not ended, this one included
     * @param joined whether an equal waiting job was joined
     */
    record Ticket(String jobId, long queueLength, boolean joined) {}
}
