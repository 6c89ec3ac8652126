package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.Cursor;
import dev.holdfast.sync.storage.entry.FileEntry;
import dev.holdfast.sync.storage.entry.Workspace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which folders a storage has while a tree holds it: those who make some in the meantime hold it, too. Each folder is listed once,
 * after the hold was taken, so that not each new file in it has to be looked for. Thread-safe.
 */
final class HeldFolders {
    private final Workspace workspace;
    private final Map<String, Set<String>> inFolder = new HashMap<>();
    private int holds;

    HeldFolders(Workspace workspace) {
        this.workspace = workspace;
    }

    /** A hold under which folders are known. */
    Tree.Hold during(Tree.Hold hold) {
        change(1);
        return new Tree.Hold() {
            private boolean over;

            @Override
            public void renew() throws StorageException {
                hold.renew();
            }

            @Override
            public synchronized void close() throws StorageException {
                if (!over) {
                    over = true;
                    change(-1);
                }
                hold.close();
            }
        };
    }

    private synchronized void change(int by) {
        holds += by;
        inFolder.clear();
    }

    synchronized void forget() {
        inFolder.clear();
    }

    /** Whether it is known that there is no folder of this name. */
    synchronized boolean isNoFolder(String path) throws StorageException {
        if (holds == 0) {
            return false;
        }
        String parent = StorageTree.parent(path);
        Set<String> known = inFolder.get(parent);
        if (known == null) {
            known = folders(parent);
            inFolder.put(parent, known);
        }
        return !known.contains(path);
    }

    private Set<String> folders(String parent) throws StorageException {
        Set<String> found = new HashSet<>();
        Cursor<FileEntry> entries = workspace.entries(parent, Depth.ONE_LEVEL);
        for (Optional<FileEntry> next = entries.next(); next.isPresent(); next = entries.next()) {
            if (next.get().isFolder()) {
                found.add(next.get().path());
            }
        }
        return found;
    }

    /** A folder is there from now on, and those above it. */
    synchronized void made(String folder) {
        for (String path = folder; !path.isEmpty(); path = StorageTree.parent(path)) {
            Set<String> known = inFolder.get(StorageTree.parent(path));
            if (known != null) {
                known.add(path);
            }
        }
    }
}
