package dev.holdfast.testkit.tree;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.TreeListing;

/**
 * What goes wrong with a {@link MemoryTree}. Called on the thread that called the tree, with no lock held, so that a hook may
 * also let others go on.
 */
@FunctionalInterface
public interface TreeFaults {
    /** Nothing goes wrong. */
    TreeFaults NONE = (operation, path, moment) -> {};

    /** When in an operation. */
    enum Moment {
        /** Nothing was done yet. */
        BEFORE,
        /**
         * Of a write: the bytes have arrived, and what was there before is in the trash, but is still in its place. Of a
         * trash: the file is in the trash and in its place. Of a move: it was looked at.
         */
        AMID,
        /** All was done; what is thrown now is a reply that was lost. */
        AFTER
    }

    /**
     * Called at each moment of each operation; only those that change something have one amid.
     *
     * @param operation the name of the tree's method
     * @param path what it acts on; empty for the root
     * @throws StorageException that the operation is to fail with. An {@link Error} is the death of the process: what the
     *     operation left behind stays
     */
    void at(String operation, String path, Moment moment) throws StorageException;

    /** Gives what a look is to find instead, such as one that was cut short. */
    default TreeListing listed(TreeListing whole) {
        return whole;
    }
}
