package dev.holdfast.sync.snapshot;

import java.time.Instant;

/**
 * What a file of a snapshot is, without its bytes.
 *
 * @param path its path within the source
 * @param kind what it is
 * @param size its size in bytes
 * @param sha256 hash of its bytes in lower-case hex
 * @param modified when the live file was last changed
 */
public record FileState(String path, FileKind kind, long size, String sha256, Instant modified) {}
