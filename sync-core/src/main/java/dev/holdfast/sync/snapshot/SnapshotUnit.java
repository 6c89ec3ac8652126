package dev.holdfast.sync.snapshot;

import java.nio.file.Path;

/**
 * The smallest thing that can be copied consistently: a plain file, or a database with its companions.
 *
 * @param path its path within the source, with {@code /} between names; for a source that is a file, its name
 * @param file where it lies
 * @param kind what it is
 */
public record SnapshotUnit(String path, Path file, FileKind kind) {}
