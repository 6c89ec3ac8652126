package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/** How paths are written: where they shall be, and where things are once names that differ in case alone are put right. */
final class Spelling {
    private final MirrorMode mode;
    private final boolean folded;

    Spelling(Policy policy) {
        this.mode = policy.mode();
        this.folded = policy.foldsNames();
    }

    /** The path as both sides shall have it. */
    String target(Node node) {
        return folded ? path(node.parent == null ? "" : target(node.parent), name(node)) : node.key;
    }

    /** Where a side's entry is at the time when files are moved, made and removed. */
    String acting(Side side, Node node) {
        if (!folded) {
            return node.key;
        }
        TreeEntry listed = node.listed(side);
        if (!mode.changes(side) && listed != null) {
            return listed.path();
        }
        String own = listed == null || isRespelled(side, node) ? name(node) : Names.name(listed.path());
        return path(node.parent == null ? "" : acting(side, node.parent), own);
    }

    /** Where a side's entry is when its own name is about to be put right, those above it having been. */
    String beforeRespelling(Side side, Node node, TreeEntry entry) {
        return path(node.parent == null ? "" : acting(side, node.parent), Names.name(entry.path()));
    }

    /** Whether a side has what shall be here, but by another spelling of its name. */
    boolean isRespelled(Side side, Node node) {
        TreeEntry entry = node.file != null ? node.file(side) : node.directory ? node.directory(side) : null;
        return folded
                && !node.kept
                && entry != null
                && node.from(side) == null
                && mode.changes(side)
                && !Names.name(entry.path()).equals(name(node));
    }

    private static String path(String parent, String name) {
        return Names.join(parent, name);
    }

    private String name(Node node) {
        if (node.givenName != null) {
            return node.givenName;
        }
        Side giver = mode.giver();
        String left = own(Side.LEFT, node);
        String right = own(Side.RIGHT, node);
        String base = node.base == null ? null : Names.name(node.base.path());
        if (left == null || right == null) {
            String either = left == null ? right : left;
            return either != null ? either : base != null ? base : Names.name(Pair.path(node));
        }
        if (giver != null) {
            // What stays as it is keeps its name, too.
            return (giver == Side.LEFT) != node.kept ? left : right;
        }
        // Who changed the name since, prevails.
        return left.equals(base) ? right : left;
    }

    private static @Nullable String own(Side side, Node node) {
        TreeEntry entry = node.now(side);
        return entry == null || node.from(side) != null ? null : Names.name(entry.path());
    }
}
