package dev.holdfast.sync.mirror;

import dev.holdfast.sync.mirror.Conflict.Outcome;
import dev.holdfast.sync.tree.TreeEntry;
import org.jspecify.annotations.Nullable;

/**
 * Both sides get each other's changes. What one side alone changed or deleted, it had leave to; an edit beats a delete; and
 * what both changed, each in its own way, is a conflict.
 */
final class TwoWayMerge implements Merge {
    private final Policy policy;
    private final boolean firstRun;
    private final ContentCheck contents;
    private final Findings findings;

    TwoWayMerge(Policy policy, boolean firstRun, ContentCheck contents, Findings findings) {
        this.policy = policy;
        this.firstRun = firstRun;
        this.contents = contents;
        this.findings = findings;
    }

    @Override
    public void file(Node node) {
        TreeEntry left = node.file(Side.LEFT);
        TreeEntry right = node.file(Side.RIGHT);
        if (left != null && right != null) {
            both(node, left, right);
        } else if (left != null) {
            alone(node, Side.LEFT, left);
        } else if (right != null) {
            alone(node, Side.RIGHT, right);
        }
    }

    private void both(Node node, TreeEntry left, TreeEntry right) {
        BaseEntry base = node.baseFile();
        boolean leftChanged = base == null || contents.changed(Side.LEFT, base, left);
        boolean rightChanged = base == null || contents.changed(Side.RIGHT, base, right);
        node.file = rightChanged && !leftChanged ? Side.RIGHT : Side.LEFT;
        if (leftChanged && rightChanged) {
            node.equal = contents.same(left, right);
            if (!node.equal) {
                resolve(node, left, right);
            }
        } else if (base != null && !leftChanged && !rightChanged) {
            Side formed = base.formed();
            node.equal = formed == null;
            node.file = formed == null ? Side.LEFT : formed;
        }
    }

    private void alone(Node node, Side side, TreeEntry entry) {
        BaseEntry base = node.baseFile();
        node.orphan = base == null && isOrphan(side);
        if (base == null ? !node.orphan : contents.changed(side, base, entry)) {
            node.file = side;
        }
    }

    private boolean isOrphan(Side side) {
        Side preferred = preferred();
        return policy.deleteOrphans() && preferred != null && preferred != side;
    }

    private @Nullable Side preferred() {
        if (!firstRun) {
            return null;
        }
        return switch (policy.initial()) {
            case MERGE -> null;
            case SOURCE_WINS -> Side.LEFT;
            case DESTINATION_WINS -> Side.RIGHT;
        };
    }

    private void resolve(Node node, TreeEntry left, TreeEntry right) {
        Outcome outcome = outcome(left, right);
        switch (outcome) {
            case KEPT_BOTH -> findings.keepAside(node, Side.RIGHT, null);
            case LEFT_WON, RIGHT_WON -> {
                node.file = outcome == Outcome.LEFT_WON ? Side.LEFT : Side.RIGHT;
                node.overruled = true;
            }
            case OPEN, SKIPPED -> node.kept = true;
        }
        if (outcome != Outcome.KEPT_BOTH) {
            findings.conflict(node, left, right, outcome, null);
        }
    }

    private Outcome outcome(TreeEntry left, TreeEntry right) {
        Side preferred = preferred();
        if (preferred != null) {
            return preferred == Side.LEFT ? Outcome.LEFT_WON : Outcome.RIGHT_WON;
        }
        return switch (policy.resolution()) {
            case KEEP_BOTH -> Outcome.KEPT_BOTH;
            case SOURCE_WINS -> Outcome.LEFT_WON;
            case DESTINATION_WINS -> Outcome.RIGHT_WON;
            case NEWER_WINS -> newer(left, right);
            case MANUAL -> Outcome.OPEN;
            case SKIP -> Outcome.SKIPPED;
        };
    }

    private Outcome newer(TreeEntry left, TreeEntry right) {
        if (contents.isNewer(left, right)) {
            return Outcome.LEFT_WON;
        }
        return contents.isNewer(right, left) ? Outcome.RIGHT_WON : Outcome.KEPT_BOTH;
    }

    @Override
    public void directory(Node node) {
        boolean left = node.directory(Side.LEFT) != null;
        boolean right = node.directory(Side.RIGHT) != null;
        if (left && right) {
            node.directory = true;
        } else if (left || right) {
            node.orphan |= !node.hadDirectory() && isOrphan(left ? Side.LEFT : Side.RIGHT);
            node.directory = !node.hadDirectory() && !isOrphan(left ? Side.LEFT : Side.RIGHT);
        }
    }

    @Override
    public void clash(Node node) {
        Side side = node.file;
        if (side != null) {
            findings.keepAside(node, side, null);
        }
    }
}
