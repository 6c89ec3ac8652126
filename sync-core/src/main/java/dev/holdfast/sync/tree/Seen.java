package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import org.jspecify.annotations.Nullable;

/** What every side asks before it does something: whether what is there is still what was seen. */
public final class Seen {
    private Seen() {}

    /**
     * The file that was seen, as it is now.
     *
     * @throws StorageException.PreconditionFailed when it is not there any more as it was seen, or never was a file
     */
    public static TreeEntry require(@Nullable TreeEntry now, TreeEntry seen) throws StorageException {
        if (now == null || now.kind() != EntryKind.FILE || !now.agreesWith(seen)) {
            throw changed(seen.path());
        }
        return now;
    }

    /**
     * Makes sure that a file may be written: over what was seen, or where nothing is.
     *
     * @throws StorageException.PreconditionFailed when it may not
     */
    public static void requireWritable(String path, @Nullable TreeEntry now, @Nullable TreeEntry over)
            throws StorageException {
        if (over != null) {
            require(now, over);
        } else if (now != null) {
            throw changed(path);
        }
    }

    /** Whether it is the file that was seen, under another name: its time of change by the system is another one then. */
    static boolean isSame(@Nullable TreeEntry now, TreeEntry seen) {
        return now != null
                && new TreeEntry(now.path(), now.kind(), now.size(), now.modified(), now.hash(), now.identity(), null)
                        .agreesWith(seen);
    }

    /** What is thrown when it is not. */
    public static StorageException changed(String path) {
        return new StorageException.PreconditionFailed("What is at " + path + " is not what was seen there.", null);
    }
}
