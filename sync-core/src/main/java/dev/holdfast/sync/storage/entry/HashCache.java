package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StoredObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers content hashes of one storage's objects. It may forget any at any time. {@link ContentHashes} decides which
 * are worth remembering; an implementation only compares for equality. Thread-safe.
 */
public interface HashCache {
    /** The hash kept for exactly this content, if it still is. */
    Optional<String> find(Content content);

    /** Remembers a hash, instead of any other kept for the key. */
    void keep(Content content, String sha256);

    /** One in memory that keeps so many and forgets those that were not asked for longest. */
    static HashCache inMemory(int size) {
        return new MemoryHashCache(size);
    }

    /**
     * What stands for an object's content: when any of it differs, so may the content.
     *
     * @param key of the object
     * @param size of the object
     * @param modified of the object
     * @param version of the object
     * @param identity of the object
     */
    record Content(String key, long size, Instant modified, String version, Optional<String> identity) {
        /** What stands for this object's content. */
        public static Content of(StoredObject object) {
            return new Content(object.key(), object.size(), object.modified(), object.version(), object.identity());
        }
    }
}
