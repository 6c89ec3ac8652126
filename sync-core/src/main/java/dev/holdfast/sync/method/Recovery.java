package dev.holdfast.sync.method;

import dev.holdfast.sync.event.CancelSignal;
import java.util.Optional;

/**
 * Gets things back from a remote, looks whether it still could, and lets go of what is too old. Nothing here needs anything of this machine but the
 * settings that name the remote: a new one gets back what the old one sent. Thread-safe. Uses no network before a call.
 *
 * <p>Every method ends with a {@link java.util.concurrent.CancellationException} when it is cancelled.
 */
public interface Recovery {
    /**
     * The uploads there are, newest first; a damaged one is listed with its problem.
     *
     * @param systemId whose uploads; this machine's own when empty
     * @throws SyncException when the remote can't be read or has no upload of that system; then it says whose it has
     */
    RestorePoints points(Optional<String> systemId, CancelSignal cancel) throws SyncException;

    /**
     * Brings sources back as they were, each as of the newest upload that holds it. Every file is verified by size and
     * hash before it appears under its name, whole and on disk.
     *
     * <p>Into a directory, what is sound is restored also when something else is damaged; the report names both, and a
     * repeated call goes on where an earlier one ended. In place, nothing is touched before everything has arrived and
     * been verified; then each file is old or new at every instant, and the old one is kept beside it.
     *
     * @throws SyncException when nothing could be restored as asked: the remote can't be read, has no such upload or
     *     source, a manifest is damaged, something is in the way, a file that would be replaced is in use, or there is no
     *     room
     */
    RestoreReport restore(RestoreRequest request, SyncContext context) throws SyncException;

    /**
     * Lets go of this system's old uploads as the {@code keep_} settings say: of each source stay the newest ones, the
     * last of each day, week and month, and always the newest that is all there. Then removes what nothing refers to any
     * more. Several at once, also on different machines, and syncs meanwhile, do each other no harm. An upload that goes
     * can't be restored from that moment on; its bytes go a day later.
     *
     * @param dryRun tells what would go, and changes nothing
     * @throws SyncException when the remote can't be read or written to; what went before is gone
     */
    PruneReport prune(boolean dryRun, CancelSignal cancel) throws SyncException;

    /**
     * Checks every manifest of a system, and that each object that one refers to is there in its size.
     *
     * @param systemId whose uploads; this machine's own when empty
     * @param readData whether each object is also downloaded, once, and checked by its hashes
     * @throws SyncException when the remote can't be read or has no upload of that system
     */
    VerifyReport verify(Optional<String> systemId, boolean readData, SyncContext context) throws SyncException;
}
