package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects one page of a folder's listing. Names that no key can have, symbolic links and special files are not objects
 * and so don't show; a directory that can't be read ends the listing with a failure. Only entries that the page shows,
 * and the one after, are looked at.
 */
final class LocalListing {
    private final ListedNames listed;
    private final Path root;
    private final Depth depth;
    private final String after;
    private final int limit;
    private final List<StoredObject> objects = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private String last = "";
    private boolean more;

    LocalListing(ListedNames listed, Path root, Depth depth, String after, int limit) {
        this.listed = listed;
        this.root = root;
        this.depth = depth;
        this.after = after;
        this.limit = limit;
    }

    ListPage toPage() {
        return new ListPage(objects, folders, more ? Optional.of(last) : Optional.empty());
    }

    /** Takes in what is below a directory, as far as the page has room. */
    void visit(Folder folder, String prefix) throws IOException {
        String from = after.startsWith(prefix) ? after.substring(prefix.length()) : "";
        try {
            EntriesInOrder entries = new EntriesInOrder(listed, folder, prefix, from);
            for (String name = entries.next(); name != null && !more; name = entries.next()) {
                if (name.endsWith("/")) {
                    folder(folder, name.substring(0, name.length() - 1), prefix + name);
                } else {
                    file(entries.attributes(), prefix + name);
                }
            }
        } catch (NoSuchFileException e) {
            // Removed since it was looked at, with everything in it.
        } catch (IOException e) {
            throw LocalErrors.translate(e, folder.path(), root);
        }
    }

    private void folder(Folder parent, String name, String prefix) throws IOException {
        boolean behind = StorageKeys.ORDER.compare(prefix, after) <= 0;
        if (depth == Depth.ALL && (!behind || after.startsWith(prefix))) {
            descend(parent, name, prefix);
        } else if (depth == Depth.ONE_LEVEL && !behind && hasRoom()) {
            folders.add(prefix);
            last = prefix;
        }
    }

    private void descend(Folder parent, String name, String prefix) throws IOException {
        try (Folder folder = open(parent, name)) {
            if (folder != null) {
                visit(folder, prefix);
            }
        }
    }

    private @Nullable Folder open(Folder parent, String name) throws IOException {
        try {
            return parent.open(name);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return null;
        } catch (IOException e) {
            throw LocalErrors.translate(e, parent.path().resolve(name), root);
        }
    }

    private void file(BasicFileAttributes attributes, String key) {
        if (StorageKeys.ORDER.compare(key, after) > 0 && hasRoom()) {
            objects.add(LocalStorage.describe(key, attributes));
            last = key;
        }
    }

    private boolean hasRoom() {
        more = objects.size() + folders.size() >= limit;
        return !more;
    }
}
