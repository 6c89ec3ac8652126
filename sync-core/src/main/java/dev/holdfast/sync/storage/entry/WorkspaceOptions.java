package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.event.CancelSignal;

/**
 * How a workspace works.
 *
 * @param cancel ends every operation with {@link java.util.concurrent.CancellationException}: transfers within one
 *     buffer, batches within one request
 * @param atOnce how many requests a batch has under way at most; with 1 everything happens on the caller's thread, in
 *     the order of the listing
 * @param hashes remembers content hashes; one for a storage, shared by its workspaces
 * @param refresh makes listings show what others did, where something below keeps listings for a while; called by
 *     {@link Workspace#refresh}
 */
public record WorkspaceOptions(CancelSignal cancel, int atOnce, HashCache hashes, Runnable refresh) {
    private static final int USUALLY_AT_ONCE = 8;
    private static final int HASHES = 10_000;

    public WorkspaceOptions {
        if (atOnce < 1) {
            throw new IllegalArgumentException("atOnce must be positive: " + atOnce);
        }
    }

    /** Never cancelled, 8 requests at once, 10,000 hashes in memory, nothing to refresh. */
    public static WorkspaceOptions usual() {
        return new WorkspaceOptions(new CancelSignal(), USUALLY_AT_ONCE, HashCache.inMemory(HASHES), () -> {});
    }

    /** The same with another signal. */
    public WorkspaceOptions with(CancelSignal signal) {
        return new WorkspaceOptions(signal, atOnce, hashes, refresh);
    }

    /** The same with so many requests at once. */
    public WorkspaceOptions atOnce(int requests) {
        return new WorkspaceOptions(cancel, requests, hashes, refresh);
    }

    /** The same with another memory for hashes. */
    public WorkspaceOptions with(HashCache cache) {
        return new WorkspaceOptions(cancel, atOnce, cache, refresh);
    }

    /** The same with something to refresh. */
    public WorkspaceOptions refreshing(Runnable listings) {
        return new WorkspaceOptions(cancel, atOnce, hashes, listings);
    }
}
