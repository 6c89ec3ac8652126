package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.storage.Content;
import java.nio.file.Files;
import java.nio.file.Path;
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
public record SnapshotFile(String path, FileKind kind, long size, String sha256, Instant modified, Content content) {
    /** A file whose bytes lie in the staging directory. */
    static SnapshotFile staged(String path, FileKind kind, LiveFile.Read read, Instant modified, Path copy) {
        return new SnapshotFile(
                path,
                kind,
                read.size(),
                read.sha256(),
                modified,
                () -> new VerifiedStream(Files.newInputStream(copy), read.size(), read.sha256(), copy));
    }

    /** A file whose bytes are read where they are. */
    static SnapshotFile live(SnapshotUnit unit, LiveFile.Read read, Instant modified) {
        return new SnapshotFile(
                unit.path(),
                unit.kind(),
                read.size(),
                read.sha256(),
                modified,
                () -> new VerifiedStream(LiveFile.open(unit.file()), read.size(), read.sha256(), unit.file()));
    }
}
