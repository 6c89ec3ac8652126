package dev.holdfast.sync.method.http;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.snapshot.SnapshotException;
import java.util.List;

/**
 * Where memories to be sent come from. The HTTP method asks its feeds in order; the first that reads a source gives what is
 * in it. Thread-safe.
 */
public interface MemoryFeed {
    /** Sources that every request has beside those it names, such as a store of memories; their names are unique. */
    default List<SourceSetting> always() {
        return List.of();
    }

    /** Whether this feed can read memories from the source. Fast: it may look at the first bytes of a file. */
    boolean reads(SourceSetting source);

    /** Whether memories of this feed may bring embeddings of their own, which only reading them can tell for sure. */
    boolean mayBringEmbeddings();

    /**
     * Gives all memories of the source, each once, as they were at one moment.
     *
     * @throws SnapshotException when the source can't be read; one sentence that names it
     * @throws SyncException when the taker throws it
     * @throws java.util.concurrent.CancellationException when cancelled
     */
    void read(SourceSetting source, Taker taker, CancelSignal cancel) throws SnapshotException, SyncException;

    /** Takes what a feed gives, on the feed's thread. */
    interface Taker {
        /**
         * Comes first, once.
         *
         * @param file what the memories are in, for reports
         * @param size its size in bytes
         * @param memories how many will be given
         */
        void begin(String file, long size, long memories);

        /**
         * Comes instead of {@link #begin}, and alone, when the source can be read but is not of a kind that holds memories.
         *
         * @param why one sentence that names it
         */
        void none(String why);

        /**
         * Comes after {@link #begin} when there are memories that are not given since they are not to leave this machine.
         *
         * @param memories how many
         */
        void withheld(long memories);

        /**
         * Takes some, at most {@link #PAGE}.
         *
         * @throws SyncException to end the reading
         */
        void take(List<OutgoingMemory> memories) throws SyncException;
    }

    /** The most memories that are given at once, which bounds how much memory they take. */
    int PAGE = 100;
}
