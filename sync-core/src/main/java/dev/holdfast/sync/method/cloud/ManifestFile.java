package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StoredObject;
import java.time.Instant;

/**
 * One file of a source, as a manifest describes it.
 *
 * @param source name of its source
 * @param path its path within the source
 * @param kind what it is: {@code sqlite}, {@code duckdb} or {@code file}
 * @param size its size in bytes
 * @param sha256 hash of its bytes
 * @param modified when it was last changed
 * @param key where its bytes are stored, perhaps by an earlier upload
 * @param storedSize size of what is stored
 * @param storedSha256 hash of what is stored
 * @param encoding {@link Encoding#label()}
 */
record ManifestFile(
        String source,
        String path,
        String kind,
        long size,
        String sha256,
        Instant modified,
        String key,
        long storedSize,
        String storedSha256,
        String encoding) {

    /** Whether an object is what is stored, as far as a look at it tells. */
    boolean isStoredAs(StoredObject object) {
        return object.size() == storedSize
                && object.sha256().map(storedSha256::equals).orElse(true);
    }
}
