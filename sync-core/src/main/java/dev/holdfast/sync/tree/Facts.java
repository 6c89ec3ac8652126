package dev.holdfast.sync.tree;

import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a file system told of a file, as numbers: a large folder has many of these, and most looks at it need no more.
 *
 * @param changed when the system itself last changed anything about it, in nanoseconds; {@link #NOT_TOLD} where it does not say
 * @param number the file's number; 0 where there is none
 * @param device the disk's number where that is another than the root's; 0 otherwise
 * @param key what names the file where it has no number, if anything does
 */
record Facts(
        EntryKind kind,
        long size,
        FileTime modified,
        long changed,
        long number,
        long device,
        @Nullable String key) {
    static final long NOT_TOLD = Long.MIN_VALUE;

    private static final Facts DIRECTORY = new Facts(EntryKind.DIRECTORY, 0, FileTime.fromMillis(0), 0, 0, 0, null);

    /** Nothing of a directory counts but that it is one. */
    static Facts directory() {
        return DIRECTORY;
    }

    long modifiedNanos() {
        return modified.to(TimeUnit.NANOSECONDS);
    }

    /** Of the file at this path. */
    TreeEntry entry(String path) {
        if (kind == EntryKind.DIRECTORY) {
            return TreeEntry.directory(path);
        }
        return new TreeEntry(path, kind, size, modified.toInstant(), null, identity(), version());
    }

    private @Nullable String identity() {
        if (changed == NOT_TOLD) {
            return key;
        }
        return device == 0 ? String.valueOf(number) : device + ":" + number;
    }

    private String version() {
        return changed == NOT_TOLD ? String.valueOf(modifiedNanos()) : changed + "-" + modifiedNanos();
    }
}
