package dev.holdfast.sync.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * An object as its storage describes it.
 *
 * @param key its key
 * @param size its true size in bytes
 * @param sha256 hash of its bytes in lower-case hex, where the storage knows it from what it holds
 * @param version changes whenever the object's content changes; comparable for equality only
 * @param modified when it was written, by the storage's clock
 */
public record StoredObject(String key, long size, Optional<String> sha256, String version, Instant modified) {}
