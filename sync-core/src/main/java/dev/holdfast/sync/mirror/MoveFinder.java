package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/**
 * Finds files that one side moved, by identity and content, and makes the other side's follow: also with a change that
 * only the other side made. What is not found is copied and deleted instead, which loses nothing either.
 */
final class MoveFinder {
    private final Pair pair;
    private final ContentCheck contents;

    MoveFinder(Pair pair, ContentCheck contents) {
        this.pair = pair;
        this.contents = contents;
    }

    void run() {
        MirrorMode mode = pair.policy.mode();
        for (Side mover : Side.values()) {
            // Where nothing may be deleted, a move would take away what is to be kept.
            if (mode.deletes() && mode.changes(mover.other())) {
                find(mover);
            }
        }
    }

    private void find(Side mover) {
        GoneFiles gone = new GoneFiles(mover, contents);
        for (Node node : pair.nodes()) {
            BaseEntry base = node.baseFile();
            if (base != null && node.held == null && !isFile(node.listed(mover)) && canFollow(mover, base, node)) {
                gone.add(node, base);
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        for (Node node : pair.nodes()) {
            TreeEntry entry = node.file(mover);
            if (entry != null && isFree(mover, node)) {
                Node origin = gone.take(node, entry);
                if (origin != null) {
                    follow(mover, origin, node, entry);
                }
            }
        }
    }

    private boolean canFollow(Side mover, BaseEntry base, Node node) {
        TreeEntry other = node.file(mover.other());
        return other != null
                && node.from(mover) == null
                && node.from(mover.other()) == null
                && (pair.policy.mode().giver() == null || !contents.changed(mover.other(), base, other));
    }

    /**
     * Whether the other side could move its file there at once. Conflict copies are no one's moves: a plan that was cut
     * short left them, with what must not follow another file's changes.
     */
    private boolean isFree(Side mover, Node node) {
        Side follower = mover.other();
        if (node.held != null || node.base != null || node.listed(follower) != null || ConflictNames.isCopy(node.key)) {
            return false;
        }
        for (Node above = node.parent; above != null; above = above.parent) {
            TreeEntry entry = above.listed(follower);
            if (entry != null) {
                return entry.kind() == EntryKind.DIRECTORY;
            }
        }
        return true;
    }

    private static void follow(Side mover, Node origin, Node target, TreeEntry entry) {
        Side follower = mover.other();
        BaseEntry base = origin.base;
        if (base == null) {
            return;
        }
        BaseEntry.Mark seen = BaseEntry.Mark.of(entry, base.mark(mover).own());
        boolean left = mover == Side.LEFT;
        target.base = new BaseEntry(
                entry.path(),
                base.kind(),
                base.size(),
                base.hash(),
                left ? seen : base.left(),
                left ? base.right() : seen);
        target.take(follower, origin);
        origin.base = null;
        for (Node above = target.parent; above != null; above = above.parent) {
            above.early |= above.listed(follower) == null;
        }
    }

    private static boolean isFile(@Nullable TreeEntry entry) {
        return entry != null && entry.kind() == EntryKind.FILE;
    }
}
