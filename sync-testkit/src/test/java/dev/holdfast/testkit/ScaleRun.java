package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Cursor;
import dev.holdfast.sync.storage.entry.DeleteResult;
import dev.holdfast.sync.storage.entry.Deletion;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.RestoreResult;
import dev.holdfast.sync.storage.entry.Workspace;
import dev.holdfast.sync.storage.entry.WorkspaceOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes a tree of many small files through everything that a workspace does with many: listing, renaming the folder that
 * holds them, renaming single ones, the trash, back from there with a part of them, and deleting for ever. Each step is checked by a listing, and told
 * on standard output with its time. Runs over any storage.
 */
final class ScaleRun {
    private static final int PER_FOLDER = 500;
    private static final int SINGLE = 100;
    private static final int PART = 10;

    private final Workspace workspace;
    private final StorageClient storage;
    private final int count;
    private long last = System.nanoTime();

    ScaleRun(StorageClient storage, int count) {
        this.storage = storage;
        this.workspace = new Workspace(storage, 0, WorkspaceOptions.usual());
        this.count = count;
    }

    /** The path of a file before anything is done. */
    static String path(int number) {
        return String.format(Locale.ROOT, "all/%04d/%06d.md", number / PER_FOLDER, number);
    }

    /** Most are empty: freeing blocks one by one is what disks are slow at, and not what is looked at here. */
    static byte[] body(int number) {
        return number % 100 == 0 ? ("memory " + number).getBytes(UTF_8) : new byte[0];
    }

    /** Stores the files, for storages that are not filled in another way. */
    void fill() throws StorageException {
        for (int i = 0; i < count; i++) {
            storage.put(path(i), Content.of(body(i)), PutOptions.DEFAULT);
        }
        tell("filled");
    }

    void run() throws StorageException {
        requireAll("all");
        tell("listed");
        workspace.rename("/all/", "kept");
        requireAll("kept");
        require(workspace.resolve("all").isEmpty(), "the old folder is gone");
        tell("folder renamed");
        renameSingleOnes();
        tell("single ones renamed");
        String some = trashAll();
        tell("trashed");
        RestoreResult restored = workspace.restore(List.of(some));
        require(restored.failures().isEmpty() && restored.elsewhere().isEmpty(), "they come back");
        require(restored.restored() == count(workspace.entries("", Depth.ALL)), "they are in the tree again");
        tell(restored.restored() + " restored");
        requireDeleted(workspace.delete(ids(), Deletion.FOR_EVER), restored.restored());
        require(workspace.emptyTrash(Duration.ZERO) == count - restored.restored(), "the rest was in the trash");
        require(count(workspace.trash()) == 0, "the trash is empty");
        tell("deleted");
    }

    /** In two deletions, and gives the name of the smaller one. */
    private String trashAll() throws StorageException {
        List<String> ids = ids();
        DeleteResult some = workspace.delete(ids.subList(0, count / PART), Deletion.TO_TRASH);
        requireDeleted(some, count / PART);
        DeleteResult others = workspace.delete(ids.subList(count / PART, count), Deletion.TO_TRASH);
        requireDeleted(others, count - count / PART);
        require(count(workspace.entries("", Depth.ALL)) == 0, "nothing is left");
        require(count(workspace.trash()) == count, "all are in the trash");
        return some.trash().orElseThrow();
    }

    private void renameSingleOnes() throws StorageException {
        for (int i = 0; i < count; i += Math.max(1, count / SINGLE)) {
            String path = path(i).replaceFirst("all", "kept");
            FileEntry renamed = workspace.rename(workspace.resolve(path).orElseThrow(), "renamed");
            workspace.move(renamed.id(), path);
        }
        requireAll("kept");
    }

    private List<String> ids() throws StorageException {
        List<String> ids = new ArrayList<>(count);
        workspace.entries("", Depth.ALL).forEach(entry -> ids.add(entry.id()));
        return ids;
    }

    private static void requireDeleted(DeleteResult result, int count) {
        require(result.deleted() == count && result.failures().isEmpty(), "all are deleted");
    }

    /** Ends the run when the tree does not hold exactly these files, in their order. */
    private void requireAll(String folder) throws StorageException {
        Cursor<FileEntry> entries = workspace.entries("", Depth.ALL);
        for (int i = 0; i < count; i++) {
            Optional<FileEntry> entry = entries.next();
            String expected = path(i).replaceFirst("all", folder);
            require(entry.map(FileEntry::path).equals(Optional.of(expected)), expected + " is next");
            require(entry.orElseThrow().size() == body(i).length, expected + " has its size");
        }
        require(entries.next().isEmpty(), "that is all");
    }

    private static <T> int count(Cursor<T> cursor) throws StorageException {
        int count = 0;
        while (cursor.next().isPresent()) {
            count++;
        }
        return count;
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("Not so: " + what);
        }
    }

    private void tell(String step) {
        long now = System.nanoTime();
        System.out.println(step + " in " + (now - last) / 1_000_000 + " ms");
        last = now;
    }
}
