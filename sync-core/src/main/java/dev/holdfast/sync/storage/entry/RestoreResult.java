package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import java.util.Map;

/**
 * What became of what was to be restored.
 *
 * @param restored how many files came back
 * @param elsewhere of those, the ones whose old path was taken: old path to new path
 * @param failures for each id of which something is still in the trash, or was not there at all, why
 */
public record RestoreResult(int restored, Map<String, String> elsewhere, Map<String, StorageException> failures) {
    public RestoreResult {
        elsewhere = Map.copyOf(elsewhere);
        failures = Map.copyOf(failures);
    }
}
