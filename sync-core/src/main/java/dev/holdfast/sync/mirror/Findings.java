package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes up while paths are merged: conflicts, what has to be kept under another name, and what is left out. */
final class Findings {
    private final Pair pair;
    private final Spelling spelling;
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<LeftOut> leftOut;
    private final List<Aside> asides = new ArrayList<>();

    /** A file that gets another name, once all paths are merged: which names are free is known only then. */
    private record Aside(Node node, Side side, @Nullable Side onlyOn) {}

    Findings(Pair pair, Spelling spelling) {
        this.pair = pair;
        this.spelling = spelling;
        this.leftOut = new ArrayList<>(pair.leftOut);
    }

    /** Notes a conflict. */
    void conflict(
            Node node,
            @Nullable TreeEntry left,
            @Nullable TreeEntry right,
            Conflict.Outcome outcome,
            @Nullable String copy) {
        conflicts.add(new Conflict(Pair.path(node), left, right, outcome, copy));
    }

    /** Notes what is not touched. */
    void leaveOut(Node node, LeftOut.Why why) {
        leftOut.add(new LeftOut(Pair.path(node), why));
    }

    /**
     * Keeps a side's file under another name.
     *
     * @param onlyOn the only side that shall have it; null for both
     */
    void keepAside(Node node, Side side, @Nullable Side onlyOn) {
        asides.add(new Aside(node, side, onlyOn));
    }

    /** Gives the names. */
    void nameCopies() {
        asides.sort(Comparator.comparing(aside -> aside.node().key));
        for (Aside aside : asides) {
            nameCopy(aside);
        }
        if (!asides.isEmpty()) {
            pair.order();
        }
    }

    private void nameCopy(Aside aside) {
        Node node = aside.node();
        Side side = aside.side();
        TreeEntry entry = node.file(side);
        if (entry == null) {
            return;
        }
        TreeEntry left = node.now(Side.LEFT);
        TreeEntry right = node.now(Side.RIGHT);
        Node copy = ConflictNames.copyOf(pair, spelling, node, entry);
        copy.take(side, node);
        copy.file = side;
        String path = spelling.target(copy);
        copy.onlyOn = pair.policy.ignore().ignores(path, false) ? side : aside.onlyOn();
        if (node.directory) {
            node.file = null;
        }
        conflict(node, left, right, Conflict.Outcome.KEPT_BOTH, path);
    }

    List<Conflict> conflicts() {
        conflicts.sort(Comparator.comparing(Conflict::path));
        return conflicts;
    }

    List<LeftOut> leftOut() {
        leftOut.sort(Comparator.comparing(LeftOut::path));
        return leftOut;
    }
}
