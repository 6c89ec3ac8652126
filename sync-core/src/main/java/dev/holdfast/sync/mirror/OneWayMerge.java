package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;

/**
 * One side gives and is never changed; the other one receives. Whatever the giver has, the receiver gets. What only the
 * receiver has stays, unless the giver deleted it and the receiver left it as it was, or orphans are to go.
 */
final class OneWayMerge implements Merge {
    private final Policy policy;
    private final Side giver;
    private final ContentCheck contents;
    private final Findings findings;

    OneWayMerge(Policy policy, Side giver, ContentCheck contents, Findings findings) {
        this.policy = policy;
        this.giver = giver;
        this.contents = contents;
        this.findings = findings;
    }

    @Override
    public void file(Node node) {
        TreeEntry given = node.file(giver);
        TreeEntry received = node.file(giver.other());
        if (given == null) {
            if (received != null && staysAlone(node, received)) {
                node.file = giver.other();
            }
            return;
        }
        node.file = giver;
        if (received != null) {
            compare(node, given, received);
        }
    }

    private void compare(Node node, TreeEntry given, TreeEntry received) {
        BaseEntry base = node.baseFile();
        boolean touched = base == null || contents.changed(giver.other(), base, received);
        boolean isNew = base == null || contents.changed(giver, base, given);
        TreeEntry left = giver == Side.LEFT ? given : received;
        TreeEntry right = giver == Side.LEFT ? received : given;
        node.equal = (!touched && !isNew) || contents.same(left, right);
        if (!node.equal && touched) {
            node.overruled = true;
            Conflict.Outcome won = giver == Side.LEFT ? Conflict.Outcome.LEFT_WON : Conflict.Outcome.RIGHT_WON;
            findings.conflict(node, left, right, won, null);
        }
    }

    private boolean staysAlone(Node node, TreeEntry received) {
        BaseEntry base = node.baseFile();
        if (!policy.mode().deletes()) {
            return true;
        }
        if (base == null) {
            node.orphan = policy.deleteOrphans();
            return !node.orphan;
        }
        return contents.changed(giver.other(), base, received);
    }

    @Override
    public void directory(Node node) {
        if (node.directory(giver) != null) {
            node.directory = true;
        } else if (node.directory(giver.other()) != null) {
            boolean goes = node.hadDirectory() || policy.deleteOrphans();
            node.directory = !(goes && policy.mode().deletes());
        }
    }

    @Override
    public void clash(Node node) {
        if (node.file == giver) {
            node.file = null;
            node.kept = true;
            node.directory = true;
            findings.leaveOut(node, LeftOut.Why.DIRECTORY_IN_THE_WAY);
        } else if (policy.deleteOrphans() && policy.mode().deletes()) {
            // Under its other name it would be an orphan.
            node.file = null;
            node.overruled = true;
        } else {
            findings.keepAside(node, giver.other(), giver.other());
        }
    }
}
