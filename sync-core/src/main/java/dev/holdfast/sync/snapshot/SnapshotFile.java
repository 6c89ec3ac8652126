package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.storage.Content;
import java.time.Instant;

/**
 * One file of a snapshot.
 *
 * @param path its path within the source
 * @param kind what it is
 * @param size its size in bytes
 * @param sha256 hash of its bytes in lower-case hex
 * @param modified when the live file was last changed
 * @param content its bytes; reading them ends in {@link ChangedWhileReadException} when they are no longer those hashed
 */
public record SnapshotFile(String path, FileKind kind, long size, String sha256, Instant modified, Content content) {}
