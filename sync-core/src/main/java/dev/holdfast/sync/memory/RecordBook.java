package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The memories and what is known of their records, inside a transaction of {@link RecordStore#change}. For the sync's engine,
 * which decides everything; this only keeps and finds. Not to be used after the work has returned.
 */
public interface RecordBook extends RecordAttempts, FormerRecords {
    /** The server's time of the last answer that was complete; empty when there was none yet. */
    Optional<Instant> mark();

    /** Whether more must be known of the server's records than was kept: only a look at all of them tells it. */
    boolean isToSeeAll();

    /** All that the server had by its time came in. */
    void pulled(Instant mark, Instant now);

    /** The server took something. */
    void pushed(Instant now);

    /** Since when the server does not accept the key; empty when it does. */
    void keyRefused(Optional<Instant> since);

    /**
     * From now on these rules hold. When they are others than before, nothing is parked any more, each memory may have
     * news for the server, and {@link RecordLink#rules} of each link tells the rules from before.
     */
    void rules(String rules, boolean sensitive);

    /** How many memories there are to delete. The user's word is for as many as waited then, and ends with them. */
    RecordDeletes deletes();

    /** The deletions that the user has allowed are done. */
    void deletesDone();

    /** The link to this record. */
    Optional<RecordLink> link(long record);

    /** Keeps a link in place of the one that the memory had. */
    void link(RecordLink link);

    /** Forgets the link of a memory; its record is known to be dead from now on. */
    void retire(String memory);

    /** Whether this record was retired. */
    boolean isDead(long record);

    /** A retired record of which it was not heard yet what it said last. */
    Optional<DeadRecord> unheard(long record);

    /** It was heard what this one said last. */
    void heard(DeadRecord record);

    /** The memory of this id, deleted or not. */
    Optional<RecordItem> item(String memory);

    /** A memory that is there, has no record that is there as far as known, and says the same in the same category, sensitive or not. */
    Optional<RecordItem> unlinked(NewMemory said);

    /**
     * Stores a memory that is not there yet.
     *
     * @throws MemoryException when it can't be kept
     */
    Memory insert(NewMemory said, Instant created, Instant updated);

    /** Changes a memory, or brings back a deleted one; how it was can be had back as after any change. */
    Memory replace(Memory old, NewMemory said, Instant updated);

    /** Deletes a memory; it can be had back as after any deletion. */
    Memory delete(Memory old);

    /**
     * Memories that may have news for the server, in the order in which they came here: those without a record, unless they are
     * deleted or a request for one may still be under way, those whose revision is not their link's, and those that have left
     * a record that is there. Neither parked ones, nor sensitive ones without a record where the rules keep them here.
     *
     * @param after the last one of those given before; empty for the first
     * @param settled requests from before this time of the server's are under way no more
     * @param limit the most to give
     * @return their ids
     */
    List<String> pending(Optional<String> after, Instant settled, int limit);

    /** Memories that the server has deleted and that have not changed here since: their ids. */
    List<String> doomed(int limit);

    /** Sets a memory aside as it is: it does not go to this server until it is another revision, or somebody wants it. */
    void park(String memory, long revision, String reason);

    /** Whether the user has asked for just this memory to go. */
    boolean isWanted(String memory);

    /** Lists a memory as what was said here when the server said something else. */
    void conflict(String memory);

    /** Records that the server says it does not have. */
    List<RecordLink> missing();
}
