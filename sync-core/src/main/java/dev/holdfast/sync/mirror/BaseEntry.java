package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What both sides had at a path when they were last equal there. Immutable.
 *
 * <p>A side may put what it is given into a form of its own. Then the mark of that side tells that form: the file counts as
 * the same one on both sides, and each side's is unchanged for as long as it is what that side had. Where one side alone has
 * a form of its own, the other one is to get it, if it gets anything.
 *
 * @param path the path, spelled as both had it
 * @param kind what it was: a file or a directory
 * @param size a file's size in bytes, where its side has no form of its own
 * @param hash a file's SHA-256 in lower-case hex, where it was known, and its side has no form of its own
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
     * @param own the form that this side has put the file into; null when it has what was given
     */
    public record Mark(
            Instant modified,
            @Nullable String identity,
            @Nullable String version,
            @Nullable Form own) {
        /** Of a side that has what was given. */
        public Mark(Instant modified, @Nullable String identity, @Nullable String version) {
            this(modified, identity, version, null);
        }

        /** How a side shows an entry. */
        public static Mark of(TreeEntry entry) {
            return new Mark(entry.modified(), entry.identity(), entry.version());
        }

        /** How a side shows what it has put into a form of its own, or has as it was given where that is null. */
        public static Mark of(TreeEntry entry, @Nullable Form own) {
            return new Mark(entry.modified(), entry.identity(), entry.version(), own);
        }

        boolean isOf(TreeEntry entry) {
            return modified.equals(entry.modified())
                    && Objects.equals(identity, entry.identity())
                    && Objects.equals(version, entry.version());
        }
    }

    /**
     * A side's own form of a file.
     *
     * @param size its size in bytes
     * @param hash its SHA-256 in lower-case hex, where it is known
     */
    public record Form(long size, @Nullable String hash) {
        private static Form of(TreeEntry entry) {
            return new Form(entry.size(), entry.hash());
        }

        private boolean isOf(TreeEntry entry) {
            return size == entry.size() && (hash == null || entry.hash() == null || hash.equals(entry.hash()));
        }
    }

    /** What is remembered of a path where both sides are equal. */
    public static BaseEntry of(String path, TreeEntry left, TreeEntry right) {
        String hash = left.hash() != null ? left.hash() : right.hash();
        return new BaseEntry(path, left.kind(), left.size(), hash, Mark.of(left), Mark.of(right));
    }

    /**
     * What is remembered of a path that was written: what is there may be in the writing side's own form.
     *
     * @param given what was written
     * @param now what has been there since, on the side that was written to
     * @param writer that side
     * @param before what was remembered, if anything. When the given one was in its side's own form and comes back in another
     *     one, each side keeps its own
     */
    public static BaseEntry written(
            String path, TreeEntry given, TreeEntry now, Side writer, @Nullable BaseEntry before) {
        boolean left = writer == Side.LEFT;
        if (Form.of(given).isOf(now)) {
            return of(path, left ? now : given, left ? given : now);
        }
        Form formed = before == null ? null : before.mark(writer.other()).own();
        Mark giver = Mark.of(given, formed != null && formed.isOf(given) ? formed : null);
        Mark taker = Mark.of(now, Form.of(now));
        return new BaseEntry(
                path, given.kind(), given.size(), given.hash(), left ? taker : giver, left ? giver : taker);
    }

    /** The same, as both sides show it now, neither of which has changed what it has. */
    public BaseEntry shownAs(String spelled, TreeEntry nowLeft, TreeEntry nowRight) {
        boolean formed = left.own() != null || right.own() != null;
        if (!formed || !has(Side.LEFT, nowLeft) || !has(Side.RIGHT, nowRight)) {
            return of(spelled, nowLeft, nowRight);
        }
        return new BaseEntry(spelled, kind, size, hash, Mark.of(nowLeft, left.own()), Mark.of(nowRight, right.own()));
    }

    private boolean has(Side side, TreeEntry now) {
        return kind == now.kind() && new Form(size(side), hash(side)).isOf(now);
    }

    /** The size of what a side had. */
    public long size(Side side) {
        Form own = mark(side).own();
        return own == null ? size : own.size();
    }

    /** The hash of what a side had, where it was known. */
    public @Nullable String hash(Side side) {
        Form own = mark(side).own();
        return own == null ? hash : own.hash();
    }

    /** The side whose own form the other one has not got yet; null when there is none. */
    public @Nullable Side formed() {
        if ((left.own() == null) == (right.own() == null)) {
            return null;
        }
        return left.own() == null ? Side.RIGHT : Side.LEFT;
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
        if (kind != EntryKind.FILE) {
            return true;
        }
        String known = nowLeft.hash() != null ? nowLeft.hash() : nowRight.hash();
        boolean formed = left.own() != null || right.own() != null;
        boolean content = formed
                ? has(Side.LEFT, nowLeft) && has(Side.RIGHT, nowRight)
                : size == nowLeft.size() && (known == null || known.equals(hash));
        return content && left.isOf(nowLeft) && right.isOf(nowRight);
    }
}
