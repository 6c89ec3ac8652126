package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/**
 * One path of a pair while a plan is made: what is there, and what shall be. A file and a directory at the same path are
 * two things: a file that turned into a directory is one that went and one that came.
 */
final class Node {
    final String key;
    final @Nullable Node parent;
    final int depth;

    /** What both sides had here. A move takes it along. */
    @Nullable
    BaseEntry base;

    /** Why nothing is done here and below; null when nothing speaks against it. */
    LeftOut.@Nullable Why held;

    /** Whether both sides stay here as they are, though they may differ. */
    boolean kept;

    /** Whose file shall be here; null when none shall. */
    @Nullable
    Side file;

    /** Whether both sides have that file already, wherever it still lies. */
    boolean equal;

    /** Whether the file of the side that does not prevail goes to the trash. */
    boolean overruled;

    /** Whether a directory shall be here. */
    boolean directory;

    /** Whether the directory has to be made before files are moved. */
    boolean early;

    /** Whether what is removed here was never on the other side. */
    boolean orphan;

    /** For a copy that is ignored: the only side that has it. */
    @Nullable
    Side onlyOn;

    /** For a copy: its name, which neither side has yet. */
    @Nullable
    String givenName;

    private final Spot left = new Spot();
    private final Spot right = new Spot();

    private static final class Spot {
        private @Nullable TreeEntry listed;
        private @Nullable TreeEntry now;
        private @Nullable Node from;
        private boolean holdsBelow;
    }

    Node(String key, @Nullable Node parent) {
        this.key = key;
        this.parent = parent;
        this.depth = parent == null ? 0 : parent.depth + 1;
    }

    private Spot at(Side side) {
        return side == Side.LEFT ? left : right;
    }

    void list(Side side, TreeEntry entry) {
        at(side).listed = entry;
        at(side).now = entry;
    }

    /** What was seen here. */
    @Nullable
    TreeEntry listed(Side side) {
        return at(side).listed;
    }

    /** What is here once files have been moved. */
    @Nullable
    TreeEntry now(Side side) {
        return at(side).now;
    }

    @Nullable
    TreeEntry file(Side side) {
        TreeEntry entry = now(side);
        return entry != null && entry.kind() == EntryKind.FILE ? entry : null;
    }

    @Nullable
    TreeEntry directory(Side side) {
        TreeEntry entry = now(side);
        return entry != null && entry.kind() == EntryKind.DIRECTORY ? entry : null;
    }

    @Nullable
    BaseEntry baseFile() {
        BaseEntry known = base;
        return known != null && known.kind() == EntryKind.FILE ? known : null;
    }

    boolean hadDirectory() {
        return base != null && base.kind() == EntryKind.DIRECTORY;
    }

    /** Where a file is moved from that will be here. */
    @Nullable
    Node from(Side side) {
        return at(side).from;
    }

    /** Takes a side's file over from another path. */
    void take(Side side, Node origin) {
        at(side).now = origin.at(side).now;
        at(side).from = origin;
        origin.at(side).now = null;
    }

    void holdBelow(Side side) {
        at(side).holdsBelow = true;
    }

    boolean holdsBelow(Side side) {
        return at(side).holdsBelow;
    }

    boolean isWanted() {
        return file != null || directory;
    }
}
