package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;

/** Folders by their prefixes: whether they are there, and what is left of them once the files in them are gone. */
final class Folders {
    private final StorageClient storage;

    Folders(StorageClient storage) {
        this.storage = storage;
    }

    /** Whether there is such a folder: one with something in it, or one made empty. */
    boolean exists(String prefix) throws StorageException {
        if (prefix.isEmpty() || new PageWalk(storage, prefix, Depth.ONE_LEVEL).next() != null) {
            return true;
        }
        // Right before a folder come only names that begin with its own, so this finds it without listing the others.
        String name = prefix.substring(0, prefix.length() - 1);
        String around = name.substring(0, name.lastIndexOf('/') + 1);
        PageWalk beside = new PageWalk(storage, around, Depth.ONE_LEVEL, name + ".~");
        PageWalk.Item item = beside.next();
        while (item != null && StorageKeys.ORDER.compare(item.key(), prefix) < 0) {
            item = beside.next();
        }
        return item != null && item.key().equals(prefix);
    }

    /**
     * Makes the folders below a prefix below another one too, itself included, then removes those that are empty.
     *
     * @param make makes one
     */
    void move(String from, String to, Cursor.Visitor<String> make) throws StorageException {
        make.visit(to);
        each(from, folder -> move(folder, to + folder.substring(from.length()), make));
        storage.deleteFolder(from);
    }

    /** Removes the empty folders below a prefix, itself included. */
    void remove(String prefix) throws StorageException {
        each(prefix, this::remove);
        storage.deleteFolder(prefix);
    }

    private void each(String prefix, Cursor.Visitor<String> visitor) throws StorageException {
        PageWalk walk = new PageWalk(storage, prefix, Depth.ONE_LEVEL);
        for (PageWalk.Item item = walk.next(); item != null; item = walk.next()) {
            if (item.object() == null) {
                visitor.visit(item.key());
            }
        }
    }
}
