package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageException;
import java.util.HashSet;
import java.util.Set;

/**
 * Which paths files can come back to. What is found out about a folder holds for all the files that come back to it, so
 * that many of them don't take many requests each. Thread-safe.
 */
final class RestorePlaces {
    private static final int FOLDERS = 50;
    private static final int NAMES = 2000;

    /**
     * A folder that files come back to.
     *
     * @param fileAbove how long the beginning of its path is that names a file; 0 when there is none
     * @param folders the names of the folders in it
     * @param all whether these are all
     */
    private record Around(int fileAbove, Set<String> folders, boolean all) {}

    private final Entries entries;
    private final Folders folders;
    private final TreePaths paths;
    private final Lru<String, Around> known = new Lru<>(FOLDERS);

    RestorePlaces(Entries entries, Folders folders, TreePaths paths) {
        this.entries = entries;
        this.folders = folders;
        this.paths = paths;
    }

    /** How long the beginning of a path is that names a file, so that nothing can be below; 0 when there is none. */
    int fileAbove(String path) throws StorageException {
        return around(path).fileAbove();
    }

    /** Whether neither a file above a path nor a folder at it is in the way. A file at it may be. */
    boolean isPossible(String path) throws StorageException {
        Around around = around(path);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (around.fileAbove() > 0 || around.folders().contains(name)) {
            return false;
        }
        return around.all() || !folders.exists(paths.prefix(path));
    }

    private synchronized Around around(String path) throws StorageException {
        String parent = TreePaths.parent(path);
        Around found = known.get(parent);
        if (found == null) {
            found = look(parent);
            known.put(parent, found);
        }
        return found;
    }

    private Around look(String parent) throws StorageException {
        int fileAbove = parent.isEmpty() ? 0 : entries.fileAbove(parent + "/");
        Set<String> names = new HashSet<>();
        Cursor<FileEntry> inside = entries.list(parent, Depth.ONE_LEVEL);
        for (var each = inside.next(); each.isPresent() && names.size() <= NAMES; each = inside.next()) {
            if (each.get().isFolder()) {
                names.add(each.get().name());
            }
        }
        return new Around(fileAbove, names, names.size() <= NAMES);
    }
}
