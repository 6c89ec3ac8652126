package dev.holdfast.sync.memory;

import java.util.Optional;
import java.util.function.Function;

/**
 * The memories as the sync with one server sees them, and what it must remember about each. There is no queue: a memory
 * whose revision is not the one that was last seen equal on both sides is pending. All of it lies beside the memories, in the
 * same file and the same transactions, so that a copy or a restored file never knows more or less of the server than it has.
 *
 * <p>Several processes may hold stores of one home; but for {@link #change}, whose work is the engine's, every method may be
 * called at any time. Thread-safe. Every method throws {@link dev.holdfast.sync.state.StateException} when the store can't be
 * used; nothing was changed then.
 */
public interface RecordStore {
    /**
     * Does something in one transaction, which no other writer comes between. When this has returned, it is on the disk.
     *
     * @param work must do nothing but work with the book, as it may be run again from the start
     */
    <T> T change(Function<RecordBook, T> work);

    /** How things stand. Looks at indexes alone and makes no file. */
    RecordStatus status();

    /**
     * Lets what is parked go again: the user, or a request for a sync, says that it may work now.
     *
     * @param id of the memory; empty for all
     * @return how many were parked
     */
    long retry(Optional<String> id);

    /** Lets the deletions that are held back now go, both here and on the server; later ones need another word. */
    void allowDeletes();

    /**
     * Takes a conflict off the list: the user has seen to it.
     *
     * @param id of the memory that keeps what was said here
     * @return whether it was listed
     */
    boolean settle(String id);
}
