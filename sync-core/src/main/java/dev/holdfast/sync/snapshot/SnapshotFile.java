package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.storage.Content;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * One file of a snapshot.
 *
 * @param state what it is
 * @param content its bytes; reading them ends in {@link ChangedWhileReadException} when they are no longer those hashed
 */
public record SnapshotFile(FileState state, Content content) {
    /** A file whose bytes lie in the staging directory. */
    static SnapshotFile staged(String path, FileKind kind, LiveFile.Read read, Instant modified, Path copy) {
        return new SnapshotFile(
                new FileState(path, kind, read.size(), read.sha256(), modified),
                () -> new VerifiedStream(Files.newInputStream(copy), read.size(), read.sha256(), copy));
    }

    /** A file whose bytes are read where they are. */
    static SnapshotFile live(SnapshotUnit unit, LiveFile.Read read, Instant modified) {
        return new SnapshotFile(
                new FileState(unit.path(), unit.kind(), read.size(), read.sha256(), modified),
                () -> new VerifiedStream(LiveFile.open(unit.file()), read.size(), read.sha256(), unit.file()));
    }

    /** Its path within the source. */
    public String path() {
        return state.path();
    }

    /** What kind of file it is. */
    public FileKind kind() {
        return state.kind();
    }

    /** Its size in bytes. */
    public long size() {
        return state.size();
    }

    /** Hash of its bytes in lower-case hex. */
    public String sha256() {
        return state.sha256();
    }

    /** When the live file was last changed. */
    public Instant modified() {
        return state.modified();
    }
}
