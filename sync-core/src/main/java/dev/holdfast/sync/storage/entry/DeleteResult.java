package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the entries that were to be deleted.
 *
 * @param deleted how many of the ids are done with
 * @param failures why each of the others is not; a folder's failure is that of one entry in it, the rest of the folder
 *     may be gone. After {@link StorageException.Transient} an entry may be gone all the same
 * @param trash names all that this call put into the trash, for {@link Workspace#restore}; empty when that is nothing
 */
public record DeleteResult(int deleted, Map<String, StorageException> failures, Optional<String> trash) {
    public DeleteResult {
        failures = Map.copyOf(failures);
    }
}
