package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What both sides had at a path when they were last equal there. Immutable.
 *
 * @param path the path, spelled as both had it
 * @param kind what it was: a file or a directory
 * @param size a file's size in bytes
 * @param hash a file's SHA-256 in lower-case hex, where it was known
 * @param left how the left side showed it
 * @param right how the right side showed it
 */
public record BaseEntry(
        String path, EntryKind kind, long size, @Nullable String hash, Mark left, Mark right) {
    /**
     * How one side showed a file: what changes with it there, and nowhere else.
     *
     * @param modified its time of change
     * @param identity as in {@link TreeEntry}
     * @param version as in {@link TreeEntry}
     */
    public record Mark(
            Instant modified,
            @Nullable String identity,
            @Nullable String version) {
        /** How a side shows an entry. */
        public static Mark of(TreeEntry entry) {
            return new Mark(entry.modified(), entry.identity(), entry.version());
        }

        boolean isOf(TreeEntry entry) {
            return modified.equals(entry.modified())
                    && Objects.equals(identity, entry.identity())
                    && Objects.equals(version, entry.version());
        }
    }

    /** What is remembered of a path where both sides are equal. */
    public static BaseEntry of(String path, TreeEntry left, TreeEntry right) {
        String hash = left.hash() != null ? left.hash() : right.hash();
        return new BaseEntry(path, left.kind(), left.size(), hash, Mark.of(left), Mark.of(right));
    }

    /** How a side showed it. */
    public Mark mark(Side side) {
        return side == Side.LEFT ? left : right;
    }

    /** Whether remembering these two would change nothing. */
    boolean isOf(String spelled, TreeEntry nowLeft, TreeEntry nowRight) {
        if (kind != nowLeft.kind() || !path.equals(spelled)) {
            return false;
        }
        String known = nowLeft.hash() != null ? nowLeft.hash() : nowRight.hash();
        return kind != EntryKind.FILE
                || (size == nowLeft.size()
                        && (known == null || known.equals(hash))
                        && left.isOf(nowLeft)
                        && right.isOf(nowRight));
    }
}
