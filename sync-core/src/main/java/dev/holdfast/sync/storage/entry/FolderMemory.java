package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;

/**
 * Keeps files from getting below files, which some storages would allow, and remembers where there is none above, since
 * each look is a request. Thread-safe.
 */
final class FolderMemory {
    private static final int REMEMBERED = 1000;

    private final Entries entries;
    private final Lru<String, Boolean> known = new Lru<>(REMEMBERED);

    FolderMemory(Entries entries) {
        this.entries = entries;
    }

    /** Ends the call when there is a file where a folder around the path would have to be. */
    void requireNoFileAbove(String path) throws StorageException {
        String parent = TreePaths.parent(path);
        if (parent.isEmpty() || isKnown(parent)) {
            return;
        }
        entries.requireNoFileAbove(path);
        synchronized (known) {
            known.put(parent, true);
        }
    }

    private boolean isKnown(String folder) {
        synchronized (known) {
            return known.get(folder) != null;
        }
    }

    /** A file is at the path from now on. */
    void isFile(String path) {
        synchronized (known) {
            known.keySet().removeIf(folder -> folder.equals(path) || folder.startsWith(path + "/"));
        }
    }

    void forget() {
        synchronized (known) {
            known.clear();
        }
    }
}
