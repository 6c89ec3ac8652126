package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A consistent copy of one {@link SnapshotUnit}. Closing it removes what was staged; then its content is gone. */
public final class Snapshot implements AutoCloseable {
    /** Of a unit that is not there any more. */
    static final Snapshot EMPTY = new Snapshot(List.of(), List.of());

    private final List<SnapshotFile> files;
    private final List<Path> staged;

    Snapshot(List<SnapshotFile> files, List<Path> staged) {
        this.files = List.copyOf(files);
        this.staged = List.copyOf(staged);
    }

    /** Its files: one, or a database and its log; none when the unit was deleted since it was found. */
    public List<SnapshotFile> files() {
        return files;
    }

    /** Where the copies lie, the main one first. */
    List<Path> staged() {
        return staged;
    }

    @Override
    public void close() throws SnapshotException {
        for (Path file : staged) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new SnapshotException("The staged copy " + file + " could not be removed.", true, e);
            }
        }
    }
}
