package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import java.util.Optional;

/**
 * Where a machine keeps which hold of a side it took last, so that it knows its own when it died with it, and need not wait
 * until that is given up. Whoever gives a tree one sees to it that nobody else who has the same works at the same time.
 */
public interface HoldMemory {
    /** Remembers nothing. */
    HoldMemory NONE = new HoldMemory() {
        @Override
        public Optional<String> last() {
            return Optional.empty();
        }

        @Override
        public void keep(String token) {
            // A hold that is left behind is given up after a while.
        }
    };

    /** What was kept last. */
    Optional<String> last() throws StorageException;

    /** Keeps the name of a hold that is about to be taken; when this has returned it is there also after the process's death. */
    void keep(String token) throws StorageException;
}
