package dev.holdfast.testkit;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Cursor;
import dev.holdfast.sync.storage.entry.DeleteResult;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import dev.holdfast.sync.storage.s3.S3Options;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process with little memory that does something with all files of a bucket, behind the decorators that a sync uses.
 * Credentials come from the environment. Fails by its exit code.
 */
final class S3ScaleChild {
    /** A whole {@link ScaleRun}. */
    static final String EVERYTHING = "everything";

    /** List all, delete all, list again. */
    static final String LIST_AND_DELETE = "list-and-delete";

    private S3ScaleChild() {}

    /** Arguments: endpoint; a bucket that holds the files of {@link ScaleRun#path}; what to do; how many there are. */
    public static void main(String[] arguments) throws Exception {
        S3Options options = S3Options.bucket(arguments[1])
                .withEndpoint(URI.create(arguments[0]))
                .withPathStyle(true);
        int count = Integer.parseInt(arguments[3]);
        try (StorageClient storage = S3ResumeChild.composed(options)) {
            if (arguments[2].equals(EVERYTHING)) {
                new ScaleRun(storage, count).run();
            } else {
                listAndDelete(new Workspace(storage, 0, WorkspaceOptions.usual()), count);
            }
        }
    }

    private static void listAndDelete(Workspace workspace, int count) throws StorageException {
        List<String> ids = new ArrayList<>(count);
        Cursor<FileEntry> entries = workspace.entries("", Depth.ALL);
        for (int i = 0; i < count; i++) {
            Optional<FileEntry> entry = entries.next();
            require(entry.map(FileEntry::path).equals(Optional.of(ScaleRun.path(i))), "the next is number " + i);
            ids.add(entry.orElseThrow().id());
        }
        require(entries.next().isEmpty(), "that is all");

        DeleteResult result = workspace.delete(ids, Deletion.FOR_EVER);
        require(result.deleted() == count && result.failures().isEmpty(), "all are deleted");
        require(workspace.entries("", Depth.ALL).next().isEmpty(), "nothing is left");
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("Not so: " + what);
        }
    }
}
