package dev.holdfast.sync.tree;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one look found at a path of a tree. Immutable.
 *
 * @param path below the root, with {@code /} between its segments; never the root itself
 * @param kind what it is
 * @param size in bytes; 0 when it is no file
 * @param modified when it was last changed, by the side's own clock; of a directory it says nothing
 * @param hash SHA-256 of a file's bytes in lower-case hex, where it is known
 * @param identity names the thing for as long as it lives, under whichever path, where the side knows such a thing; it may
 *     be given to another one afterwards
 * @param version changes whenever a file's content changes, where the side knows such a thing; comparable for equality
 *     only, and only with versions of the same path
 */
public record TreeEntry(
        String path,
        EntryKind kind,
        long size,
        Instant modified,
        @Nullable String hash,
        @Nullable String identity,
        @Nullable String version) {
    /** Refuses a path that could lead out of the tree, which no side may list. */
    public TreeEntry {
        if (!isPath(path)) {
            throw new IllegalArgumentException("not a path inside a tree: " + path);
        }
    }

    /** A directory. */
    public static TreeEntry directory(String path) {
        return new TreeEntry(path, EntryKind.DIRECTORY, 0, Instant.EPOCH, null, null, null);
    }

    /** A file of which nothing but size and time is known yet. */
    public static TreeEntry file(String path, long size, Instant modified) {
        return new TreeEntry(path, EntryKind.FILE, size, modified, null, null, null);
    }

    /** The same file, its bytes having been read. */
    public TreeEntry withHash(String sha256) {
        return new TreeEntry(path, kind, size, modified, sha256, identity, version);
    }

    /**
     * Whether nothing shows that this is another state than the one that was seen: what both know agrees. The path does not
     * count, nor does anything but the kind of what is no file.
     */
    public boolean agreesWith(TreeEntry seen) {
        if (kind != seen.kind) {
            return false;
        }
        return kind != EntryKind.FILE
                || (size == seen.size
                        && modified.equals(seen.modified)
                        && agree(hash, seen.hash)
                        && agree(identity, seen.identity)
                        && agree(version, seen.version));
    }

    private static boolean agree(@Nullable String one, @Nullable String other) {
        return one == null || other == null || Objects.equals(one, other);
    }

    /** Whether it is a path below a root: its segments are not empty, and none is {@code .} or {@code ..}. */
    public static boolean isPath(String path) {
        int begin = 0;
        while (begin <= path.length()) {
            int slash = path.indexOf('/', begin);
            int end = slash < 0 ? path.length() : slash;
            if (isNoName(path, begin, end)) {
                return false;
            }
            begin = end + 1;
        }
        return true;
    }

    private static boolean isNoName(String path, int begin, int end) {
        int length = end - begin;
        return length == 0
                || (path.charAt(begin) == '.' && (length == 1 || (length == 2 && path.charAt(begin + 1) == '.')));
    }
}
