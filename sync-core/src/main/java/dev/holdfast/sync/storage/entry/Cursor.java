package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import java.util.Optional;

/**
 * Goes through something large that a storage lists, one by one, holding no more than a page of it. Used by one thread;
 * needs no closing.
 *
 * @param <T> what is listed
 */
@FunctionalInterface
public interface Cursor<T> {
    /** The next one; empty at the end. After a failure it may be called again, and goes on where it was. */
    Optional<T> next() throws StorageException;

    /** Calls the visitor for each that is left. What the visitor throws ends the walk. */
    default void forEach(Visitor<? super T> visitor) throws StorageException {
        for (Optional<T> each = next(); each.isPresent(); each = next()) {
            visitor.visit(each.get());
        }
    }

    /**
     * Hears of one at a time.
     *
     * @param <T> what is listed
     */
    @FunctionalInterface
    interface Visitor<T> {
        /** Called once for each. */
        void visit(T each) throws StorageException;
    }
}
