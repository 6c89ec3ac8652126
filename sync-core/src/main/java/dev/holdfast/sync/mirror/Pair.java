package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Base and both listings laid over each other, path by path, and what of them has to be left alone. */
final class Pair {
    final Policy policy;
    final List<LeftOut> leftOut = new ArrayList<>();
    private final Map<String, Node> byKey;
    private List<Node> ordered = List.of();

    Pair(Base base, TreeListing left, TreeListing right, Policy policy) {
        this.policy = policy;
        this.byKey =
                new HashMap<>(2 * Math.max(base.entries().size(), left.entries().size()));
        list(Side.LEFT, left);
        list(Side.RIGHT, right);
        for (BaseEntry entry : base.entries()) {
            node(entry.path()).base = entry;
        }
        order();
        ordered.forEach(this::hold);
        holdAbove();
    }

    /** All, each after those above it. */
    List<Node> nodes() {
        return ordered;
    }

    boolean isTaken(String key) {
        return byKey.containsKey(key);
    }

    String key(String path) {
        return policy.key(path);
    }

    /** Adds a path where there is nothing yet. */
    Node add(@Nullable Node parent, String name) {
        String key = key(parent == null ? name : parent.key + "/" + name);
        Node added = new Node(key, parent);
        added.givenName = name;
        byKey.put(key, added);
        return added;
    }

    /** Puts what was added into its place. */
    void order() {
        List<Node> all = new ArrayList<>(byKey.values());
        all.sort(Comparator.comparing(node -> node.key));
        ordered = all;
    }

    private Node node(String path) {
        String key = key(path);
        Node known = byKey.get(key);
        if (known != null) {
            return known;
        }
        String above = Names.parent(path);
        Node made = new Node(key, above.isEmpty() ? null : node(above));
        byKey.put(key, made);
        return made;
    }

    private void list(Side side, TreeListing listing) {
        for (TreeEntry entry : listing.entries()) {
            Node node = node(entry.path());
            TreeEntry twin = node.listed(side);
            if (twin != null) {
                node.held = twin.path().equals(entry.path()) ? LeftOut.Why.FILE_WITH_CONTENT : LeftOut.Why.CASE_TWINS;
            }
            node.list(side, entry);
        }
        for (TreeEntry entry : listing.entries()) {
            listAbove(side, node(entry.path()), entry.path());
        }
        for (String path : listing.unreadable()) {
            Node node = node(path);
            node.held = LeftOut.Why.UNREADABLE;
            if (node.listed(side) == null) {
                node.list(side, new TreeEntry(path, EntryKind.OTHER, 0, Instant.EPOCH, null, null, null));
                listAbove(side, node, path);
            }
        }
    }

    /** Directories need not be listed, and those of twins are twins. */
    private void listAbove(Side side, Node below, String pathBelow) {
        String path = Names.parent(pathBelow);
        for (Node node = below.parent; node != null; node = node.parent, path = Names.parent(path)) {
            TreeEntry listed = node.listed(side);
            if (listed == null) {
                node.list(side, TreeEntry.directory(path));
            } else if (policy.foldsNames() && !listed.path().equals(path)) {
                node.held = LeftOut.Why.CASE_TWINS;
            } else {
                if (listed.kind() == EntryKind.FILE) {
                    node.held = LeftOut.Why.FILE_WITH_CONTENT;
                }
                return;
            }
        }
    }

    private void hold(Node node) {
        Node above = node.parent;
        if (above != null && above.held != null) {
            node.held = above.held;
            return;
        }
        TreeEntry left = node.listed(Side.LEFT);
        TreeEntry right = node.listed(Side.RIGHT);
        if (node.held == null && isOther(left, right)) {
            node.held = LeftOut.Why.OTHER_KIND;
        }
        if (isIgnored(node, left, right)) {
            node.held = LeftOut.Why.IGNORED;
        }
        if (node.held != null) {
            leftOut.add(new LeftOut(path(node), node.held));
        }
    }

    private static boolean isOther(@Nullable TreeEntry left, @Nullable TreeEntry right) {
        return (left != null && left.kind() == EntryKind.OTHER) || (right != null && right.kind() == EntryKind.OTHER);
    }

    private boolean isIgnored(Node node, @Nullable TreeEntry left, @Nullable TreeEntry right) {
        if (policy.ignore() == IgnoreRule.NONE) {
            return false;
        }
        BaseEntry base = node.base;
        return isIgnored(left)
                || isIgnored(right)
                || (base != null && policy.ignore().ignores(base.path(), base.kind() == EntryKind.DIRECTORY));
    }

    private boolean isIgnored(@Nullable TreeEntry entry) {
        return entry != null && policy.ignore().ignores(entry.path(), entry.kind() == EntryKind.DIRECTORY);
    }

    private void holdAbove() {
        for (int i = ordered.size() - 1; i >= 0; i--) {
            Node node = ordered.get(i);
            Node above = node.parent;
            if (above == null) {
                continue;
            }
            for (Side side : Side.values()) {
                if (node.holdsBelow(side) || (node.held != null && node.listed(side) != null)) {
                    above.holdBelow(side);
                }
            }
        }
    }

    /** A path as somebody knows it, for a sentence. */
    static String path(Node node) {
        TreeEntry left = node.listed(Side.LEFT);
        TreeEntry right = node.listed(Side.RIGHT);
        BaseEntry base = node.base;
        if (left != null) {
            return left.path();
        }
        if (right != null) {
            return right.path();
        }
        return base == null ? node.key : base.path();
    }
}
