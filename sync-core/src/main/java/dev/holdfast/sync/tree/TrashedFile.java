package dev.holdfast.sync.tree;

import java.time.Instant;

/**
 * A file in a side's trash.
 *
 * @param id names it there, for {@link Tree#restore}
 * @param path where it was
 * @param deleted when it went there, to the second at best
 * @param size in bytes
 */
public record TrashedFile(String id, String path, Instant deleted, long size) {}
