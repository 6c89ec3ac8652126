package dev.holdfast.sync.mirror;

import java.util.List;

/** Puts the decisions on single paths together to a tree: what is in a directory needs it, and no file has anything in it. */
final class Target {
    private final Pair pair;
    private final Findings findings;

    Target(Pair pair, Findings findings) {
        this.pair = pair;
        this.findings = findings;
    }

    void decide(Merge merge) {
        List<Node> nodes = pair.nodes();
        for (Node node : nodes) {
            if (node.held == null) {
                merge.file(node);
                merge.directory(node);
            }
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.held == null) {
                fit(node, merge);
            }
        }
    }

    /** Comes to each path after all below it. */
    private void fit(Node node, Merge merge) {
        boolean holds = node.holdsBelow(Side.LEFT) || node.holdsBelow(Side.RIGHT);
        if (node.file != null && (node.directory || holds)) {
            node.directory = true;
            merge.clash(node);
        }
        if (!node.isWanted() && isStuck(node)) {
            keep(node);
        }
        if (node.isWanted() && node.parent != null) {
            node.parent.directory = true;
        }
    }

    private void keep(Node node) {
        if (pair.policy.mode() == MirrorMode.TWO_WAY && !node.hadDirectory()) {
            // An orphan that can't go would count as new with the next plan.
            node.directory = true;
        } else {
            node.kept = true;
            findings.leaveOut(node, LeftOut.Why.HOLDS_SOMETHING);
        }
    }

    /** Whether a directory that nobody wants holds what must not be touched. */
    private boolean isStuck(Node node) {
        for (Side side : Side.values()) {
            if (node.directory(side) != null
                    && node.holdsBelow(side)
                    && pair.policy.mode().changes(side)) {
                return true;
            }
        }
        return false;
    }
}
