package dev.holdfast.sync.method;

import java.time.Duration;
import java.util.List;

/**
 * One way to get sources to a remote. {@link HybridSync} asks and calls; methods know nothing of jobs or of each other.
 *
 * <p>Implementations are thread-safe: availability may be asked while a sync runs. They retry single requests (through
 * their storage's retry decorator) but never a whole sync: that is the outbox's part.
 */
public interface SyncMethod {
    /** Short, lower-case, stable name, such as {@code cloud}; unique among methods. */
    String name();

    /** Place in the order of trying: lower goes first. Cloud has 100, HTTP 200. */
    int priority();

    /**
     * Loads what {@link #availability} needs of this machine, such as a library's classes, which at the first use in a
     * process can take longer than a target's answer. Called before each asking, outside of its limit. Asks no target,
     * changes nothing, and costs next to nothing when it was called before.
     */
    default void prepare() {}

    /**
     * Whether the method could work now: configured, its parts installed, credentials present, and as far as the limit
     * allows, the target reachable. Changes nothing anywhere.
     *
     * @param limit the longest the call may take; a target that has not answered by then is {@link Availability#late}
     * @return never null; when unavailable, with a sentence for the user
     */
    Availability availability(Duration limit);

    /**
     * What a sync of this request would send now, without sending it.
     *
     * @throws SyncException when a source or the target can't be read
     */
    List<PlannedFile> plan(MethodRequest request, SyncContext context) throws SyncException;

    /**
     * Syncs the sources. Returns only when everything has arrived and was verified, or nothing needed sending. Calling
     * it again after any failure, or after the process died, is safe and completes the work without duplicates.
     *
     * @throws IncompleteSyncException when all has arrived but what of the sources could not be read
     * @throws SyncException when it failed; says whether trying later can help
     * @throws java.util.concurrent.CancellationException when the context's signal was cancelled; nothing torn is
     *     visible on the remote then
     */
    MethodResult sync(MethodRequest request, SyncContext context) throws SyncException;
}
