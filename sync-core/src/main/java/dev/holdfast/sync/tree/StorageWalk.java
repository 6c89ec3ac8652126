package dev.holdfast.sync.tree;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Cursor;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Goes through a tree in a storage once, folder by folder, as only that shows empty ones; those at one depth go several at a
 * time. Used by one thread.
 */
final class StorageWalk {
    private final Workspace workspace;
    private final CancelSignal cancel;
    private final int atOnce;

    StorageWalk(Workspace workspace, CancelSignal cancel, int atOnce) {
        this.workspace = workspace;
        this.cancel = cancel;
        this.atOnce = atOnce;
    }

    TreeListing list(Function<FileEntry, TreeEntry> describe) throws StorageException {
        List<TreeEntry> entries = new ArrayList<>();
        Set<String> files = new HashSet<>();
        Set<String> both = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(atOnce);
        try {
            List<String> folders = List.of("");
            while (!folders.isEmpty()) {
                List<String> deeper = new ArrayList<>();
                for (FileEntry entry : level(threads, folders)) {
                    if (!entry.isFolder()) {
                        files.add(entry.path());
                    } else {
                        deeper.add(entry.path());
                    }
                    entries.add(describe.apply(entry));
                }
                deeper.stream().filter(files::contains).forEach(both::add);
                folders = deeper;
            }
        } finally {
            threads.shutdownNow();
        }
        // Some storages can have a file and a folder of one name; no other side could, so it is left alone.
        return TreeListing.of(entries.stream()
                        .filter(entry -> entry.kind() == EntryKind.FILE || !both.contains(entry.path()))
                        .toList())
                .unreadable(both);
    }

    private List<FileEntry> level(ExecutorService threads, List<String> folders) throws StorageException {
        List<Future<List<FileEntry>>> listings = new ArrayList<>();
        for (String folder : folders) {
            listings.add(threads.submit(() -> folder(folder)));
        }
        List<FileEntry> found = new ArrayList<>();
        for (Future<List<FileEntry>> listing : listings) {
            found.addAll(await(listing));
        }
        return found;
    }

    private List<FileEntry> folder(String folder) throws StorageException {
        List<FileEntry> found = new ArrayList<>();
        Cursor<FileEntry> cursor = workspace.entries(folder, Depth.ONE_LEVEL);
        for (Optional<FileEntry> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            cancel.throwIfCancelled();
            found.add(next.get());
        }
        return found;
    }

    private static <T> T await(Future<T> work) throws StorageException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Transient("Listing was interrupted.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            if (e.getCause() instanceof CancellationException cancelled) {
                throw cancelled;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
