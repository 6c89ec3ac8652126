package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a tree: what is where, and under which id. Changes nothing. */
final class Entries {
    private final StorageClient storage;
    private final TreePaths paths;
    private final EntryIds ids;
    private final ContentHashes hashes;

    Entries(StorageClient storage, TreePaths paths, ContentHashes hashes) {
        this.storage = storage;
        this.paths = paths;
        this.hashes = hashes;
        this.ids = new EntryIds(storage);
    }

    EntryIds ids() {
        return ids;
    }

    FileEntry describe(StoredObject object) {
        String path = paths.path(object.key());
        return new FileEntry(
                ids.of(object, path),
                path,
                EntryType.FILE,
                object.size(),
                hashes.known(object),
                object.version(),
                Optional.of(object.modified()),
                object.metadata());
    }

    Cursor<FileEntry> list(String folder, Depth depth) throws StorageException {
        PageWalk walk = new PageWalk(storage, paths.prefix(folder), depth);
        return () -> Optional.ofNullable(visible(walk))
                .map(item ->
                        item.object() == null ? FileEntry.folder(paths.path(item.key())) : describe(item.object()));
    }

    /** All files' objects. */
    PageWalk walk() throws StorageException {
        return new PageWalk(storage, paths.prefix(""), Depth.ALL);
    }

    /** The next one that has a path. */
    PageWalk.@Nullable Item visible(PageWalk walk) throws StorageException {
        PageWalk.Item item = walk.next();
        while (item != null && paths.isHidden(item.key())) {
            if (item.key().startsWith(paths.own(""))) {
                walk.skipTo(paths.behindOwn());
            }
            item = walk.next();
        }
        return item;
    }

    Optional<StoredObject> file(String path) throws StorageException {
        return storage.stat(paths.key(path));
    }

    /** How long the beginning of a path is that names a file, so that nothing can be below; 0 when there is none. */
    int fileAbove(String path) throws StorageException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            if (file(path.substring(0, slash)).isPresent()) {
                return slash;
            }
        }
        return 0;
    }

    void requireNoFileAbove(String path) throws StorageException {
        int end = fileAbove(path);
        if (end > 0) {
            throw new StorageException.PreconditionFailed(
                    "There is a file " + path.substring(0, end) + ", so nothing can be below it.", null);
        }
    }

    /** Where an entry that is no folder is now. */
    Optional<StoredObject> locate(String id) throws StorageException {
        if (EntryIds.isPath(id)) {
            return file(EntryIds.path(id));
        }
        if (!ids.isIdentity(id)) {
            return Optional.empty();
        }
        Optional<StoredObject> hinted = whereSeen(id);
        return hinted.isPresent() ? hinted : search(id);
    }

    /** Where it was seen last, if it is still there. */
    Optional<StoredObject> whereSeen(String id) throws StorageException {
        Optional<String> hint = ids.hintFor(id);
        return hint.isEmpty() ? Optional.empty() : file(hint.get()).filter(object -> hasId(object, id));
    }

    private Optional<StoredObject> search(String id) throws StorageException {
        PageWalk walk = walk();
        for (PageWalk.Item item = visible(walk); item != null; item = visible(walk)) {
            StoredObject object = item.object();
            if (object != null && isSameFile(id, object)) {
                return Optional.of(object);
            }
        }
        return Optional.empty();
    }

    /** Whether an object that was met is what the id means. A file with two names is the one at the name it was seen at. */
    boolean isSameFile(String id, StoredObject object) throws StorageException {
        String path = paths.path(object.key());
        Optional<String> hint = ids.hintFor(id);
        return hasId(object, id)
                && ids.mayBe(id, object, path)
                && (hint.isEmpty() || hint.get().equals(path) || whereSeen(id).isEmpty());
    }

    private static boolean hasId(StoredObject object, String id) {
        return object.identity().map(EntryIds::ofIdentity).equals(Optional.of(id));
    }
}
