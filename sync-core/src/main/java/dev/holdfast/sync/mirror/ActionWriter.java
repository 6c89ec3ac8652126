package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what shall be at each path into what has to be done for it, on each side that may be changed. */
final class ActionWriter {
    private final MirrorMode mode;
    private final Spelling spelling;
    private final Steps steps = new Steps();

    ActionWriter(MirrorMode mode, Spelling spelling) {
        this.mode = mode;
        this.spelling = spelling;
    }

    List<List<Action>> write(List<Node> nodes) {
        for (Node node : nodes) {
            if (node.held == null && !node.kept) {
                boolean settled = false;
                for (Side side : Side.values()) {
                    settled |= mode.changes(side) && write(node, side);
                }
                if (!settled) {
                    note(node);
                }
            }
        }
        return steps.batches();
    }

    /** Whether an action was written that settles the base for the path. */
    private boolean write(Node node, Side side) {
        if (node.onlyOn != null && node.onlyOn != side) {
            return false;
        }
        if (node.file != null) {
            return file(node, side, node.file);
        }
        return node.directory ? directory(node, side) : remove(node, side);
    }

    private boolean file(Node node, Side side, Side from) {
        Node origin = node.from(side);
        if (origin != null) {
            return move(node, side, origin);
        }
        boolean stays = from == side || node.equal;
        boolean respelled = spelling.isRespelled(side, node);
        if (respelled) {
            respell(node, side, node.equal);
        }
        return stays ? respelled && node.equal : copy(node, side);
    }

    private boolean copy(Node node, Side side) {
        TreeEntry here = node.now(side);
        if (here != null && here.kind() == EntryKind.DIRECTORY) {
            removeDirectory(node, side, here, BaseUpdate.NONE);
            here = null;
        } else if (here != null && node.overruled) {
            // Else a copy that the side has of what both once had would pass for this file, moved.
            trash(node, side, here, Reason.LOSER, node.base == null ? BaseUpdate.NONE : BaseUpdate.FORGET);
            here = null;
        }
        TreeEntry source = Objects.requireNonNull(node.now(side.other()));
        String path = spelling.target(node);
        String from = mode.changes(side.other()) ? path : source.path();
        steps.add(
                Stage.COPY,
                0,
                new Action(
                        here == null ? ActionKind.CREATE : ActionKind.REPLACE,
                        side,
                        path,
                        from,
                        List.of(new Expectation(side, path, here), new Expectation(side.other(), from, source)),
                        BaseUpdate.REMEMBER,
                        here == null && !node.overruled ? Reason.MISSING : Reason.CHANGED,
                        source.size()));
        return true;
    }

    /** A file whose move the other side made already, or one that makes room. */
    private boolean move(Node node, Side side, Node origin) {
        TreeEntry entry = Objects.requireNonNull(node.now(side));
        TreeEntry there = node.now(side.other());
        String path = spelling.target(node);
        String from = spelling.acting(side, origin);
        boolean aside = node.givenName != null;
        Node watched = aside ? origin : node;
        steps.add(
                aside ? Stage.MOVE_ASIDE : Stage.MOVE,
                0,
                new Action(
                        ActionKind.MOVE,
                        side,
                        path,
                        from,
                        List.of(
                                new Expectation(side, from, entry),
                                new Expectation(side, path, null),
                                other(watched, side, from)),
                        aside ? release(origin) : node.equal ? BaseUpdate.MOVED : BaseUpdate.REBASE,
                        aside ? Reason.CONFLICT : Reason.MOVED,
                        0));
        // A copy is known to the base once the other side has it too.
        return there != null && node.equal;
    }

    private static BaseUpdate release(Node origin) {
        return origin.baseFile() == null ? BaseUpdate.NONE : BaseUpdate.RELEASE;
    }

    private void respell(Node node, Side side, boolean settles) {
        TreeEntry entry = Objects.requireNonNull(node.now(side));
        String from = spelling.beforeRespelling(side, node, entry);
        steps.add(
                Stage.RESPELL,
                node.depth,
                new Action(
                        ActionKind.MOVE,
                        side,
                        spelling.target(node),
                        from,
                        List.of(new Expectation(side, from, entry), other(node, side, from)),
                        settles ? BaseUpdate.REMEMBER : BaseUpdate.NONE,
                        Reason.RESPELLED,
                        0));
    }

    private boolean directory(Node node, Side side) {
        TreeEntry here = node.now(side);
        if (here != null && here.kind() == EntryKind.DIRECTORY) {
            boolean both = node.directory(side.other()) != null;
            boolean respelled = spelling.isRespelled(side, node);
            if (respelled) {
                respell(node, side, both);
            }
            return respelled && both;
        }
        if (here != null) {
            boolean lost = node.baseFile() == null || node.overruled;
            trash(node, side, here, lost ? Reason.LOSER : Reason.DELETED, BaseUpdate.NONE);
        }
        String path = spelling.target(node);
        Expectation free = new Expectation(side, path, null);
        steps.add(
                node.early ? Stage.MAKE_EARLY : Stage.MAKE,
                node.depth,
                new Action(
                        ActionKind.MAKE_DIRECTORY,
                        side,
                        path,
                        null,
                        List.of(free, other(node, side, path)),
                        BaseUpdate.REMEMBER,
                        Reason.MISSING,
                        0));
        return true;
    }

    private boolean remove(Node node, Side side) {
        TreeEntry here = node.now(side);
        if (here == null) {
            return false;
        }
        BaseUpdate base = node.base == null ? BaseUpdate.NONE : BaseUpdate.FORGET;
        if (here.kind() == EntryKind.DIRECTORY) {
            removeDirectory(node, side, here, base);
        } else {
            trash(node, side, here, node.orphan ? Reason.ORPHAN : Reason.DELETED, base);
        }
        return true;
    }

    private void trash(Node node, Side side, TreeEntry here, Reason reason, BaseUpdate base) {
        String path = spelling.acting(side, node);
        steps.add(
                Stage.TRASH,
                0,
                new Action(ActionKind.TRASH, side, path, null, seen(node, side, path, here), base, reason, 0));
    }

    private void removeDirectory(Node node, Side side, TreeEntry here, BaseUpdate base) {
        String path = spelling.acting(side, node);
        Reason reason = node.orphan ? Reason.ORPHAN : Reason.DELETED;
        steps.add(
                Stage.REMOVE,
                -node.depth,
                new Action(
                        ActionKind.REMOVE_DIRECTORY, side, path, null, seen(node, side, path, here), base, reason, 0));
    }

    private List<Expectation> seen(Node node, Side side, String path, TreeEntry here) {
        return List.of(new Expectation(side, path, here), other(node, side, path));
    }

    private Expectation other(Node node, Side side, String path) {
        TreeEntry there = node.now(side.other());
        boolean inPlace = there != null && node.from(side.other()) == null;
        return new Expectation(
                side.other(),
                inPlace ? spelling.acting(side.other(), node) : there == null ? path : spelling.target(node),
                there);
    }

    /** What no side has to do anything for, but the base may have to learn. */
    private void note(Node node) {
        TreeEntry left = node.now(Side.LEFT);
        TreeEntry right = node.now(Side.RIGHT);
        if (!node.isWanted()) {
            if (node.base != null && left == null && right == null) {
                String path = node.base.path();
                note(ActionKind.FORGET, path, path, path, null, null, BaseUpdate.FORGET);
            }
            return;
        }
        if (left == null || right == null || !agree(node, left, right)) {
            return;
        }
        String path = spelling.target(node);
        if (node.base == null || !node.base.isOf(path, left, right)) {
            note(
                    ActionKind.REMEMBER,
                    path,
                    spelling.acting(Side.LEFT, node),
                    spelling.acting(Side.RIGHT, node),
                    left,
                    right,
                    BaseUpdate.REMEMBER);
        }
    }

    private static boolean agree(Node node, TreeEntry left, TreeEntry right) {
        return node.file != null
                ? node.equal
                : left.kind() == EntryKind.DIRECTORY && right.kind() == EntryKind.DIRECTORY;
    }

    private void note(
            ActionKind kind,
            String path,
            String leftPath,
            String rightPath,
            @Nullable TreeEntry left,
            @Nullable TreeEntry right,
            BaseUpdate base) {
        List<Expectation> seen =
                List.of(new Expectation(Side.LEFT, leftPath, left), new Expectation(Side.RIGHT, rightPath, right));
        steps.add(Stage.NOTE, 0, new Action(kind, Side.LEFT, path, null, seen, base, Reason.AGREED, 0));
    }
}
