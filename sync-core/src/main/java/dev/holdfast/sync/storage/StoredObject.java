package dev.holdfast.sync.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An object as its storage describes it.
 *
 * @param key its key
 * @param size its true size in bytes
 * @param sha256 hash of its bytes in lower-case hex, where the storage knows it
 * @param version changes whenever the object's content changes; comparable for equality only
 * @param modified when it was written, by the storage's clock
 * @param identity names the object for as long as it lives, under whichever key, where the storage knows such a thing;
 *     one that replaces it may have another
 * @param metadata what was put with it; a listing may leave it out, {@link StorageClient#stat} never does
 */
public record StoredObject(
        String key,
        long size,
        Optional<String> sha256,
        String version,
        Instant modified,
        Optional<String> identity,
        Map<String, String> metadata) {
    public StoredObject {
        metadata = Map.copyOf(metadata);
    }

    /** One without identity and metadata. */
    public StoredObject(String key, long size, Optional<String> sha256, String version, Instant modified) {
        this(key, size, sha256, version, modified, Optional.empty(), Map.of());
    }

    /** The same object under another key. */
    public StoredObject at(String otherKey) {
        return new StoredObject(otherKey, size, sha256, version, modified, identity, metadata);
    }
}
