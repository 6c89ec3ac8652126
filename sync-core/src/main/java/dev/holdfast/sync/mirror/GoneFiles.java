package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that a side no longer has where they were, to be found again by identity or content. */
final class GoneFiles {
    private final Side side;
    private final ContentCheck contents;
    private final Map<String, Node> byIdentity = new HashMap<>();
    private final Map<String, Set<Node>> byHash = new HashMap<>();
    private final Map<String, Set<Node>> byHashAndName = new HashMap<>();
    private final Map<Long, Integer> hashedOfSize = new HashMap<>();

    GoneFiles(Side side, ContentCheck contents) {
        this.side = side;
        this.contents = contents;
    }

    void add(Node node, BaseEntry base) {
        String identity = base.mark(side).identity();
        if (identity != null) {
            byIdentity.put(identity, node);
        }
        String hash = base.hash(side);
        if (hash != null) {
            byHash.computeIfAbsent(hash, key -> new LinkedHashSet<>()).add(node);
            byHashAndName
                    .computeIfAbsent(hash + "/" + Names.name(node.key), key -> new LinkedHashSet<>())
                    .add(node);
            hashedOfSize.merge(base.size(side), 1, Integer::sum);
        }
    }

    boolean isEmpty() {
        return byIdentity.isEmpty() && byHash.isEmpty();
    }

    /** The one that a new file most likely was, taken out; null when it was none of them. */
    @Nullable
    Node take(Node node, TreeEntry entry) {
        Node found = find(node, entry);
        BaseEntry base = found == null ? null : found.base;
        if (found != null && base != null) {
            remove(found, base);
        }
        return found;
    }

    private @Nullable Node find(Node node, TreeEntry entry) {
        Node same = entry.identity() == null ? null : byIdentity.get(entry.identity());
        if (same != null && same.base != null && contents.isMoved(side, same.base, entry)) {
            return same;
        }
        if (entry.size() == 0) {
            // All empty files have the same content, so it tells nothing.
            return null;
        }
        String hash = entry.hash();
        if (hash == null) {
            if (hashedOfSize.getOrDefault(entry.size(), 0) > 0) {
                contents.wantForMove(side, entry);
            }
            return null;
        }
        Node named = first(byHashAndName.get(hash + "/" + Names.name(node.key)));
        return named != null ? named : first(byHash.get(hash));
    }

    private static @Nullable Node first(@Nullable Set<Node> nodes) {
        return nodes == null || nodes.isEmpty() ? null : nodes.iterator().next();
    }

    private void remove(Node node, BaseEntry base) {
        String identity = base.mark(side).identity();
        if (identity != null) {
            byIdentity.remove(identity, node);
        }
        String hash = base.hash(side);
        if (hash != null) {
            byHash.getOrDefault(hash, Set.of()).remove(node);
            byHashAndName
                    .getOrDefault(hash + "/" + Names.name(node.key), Set.of())
                    .remove(node);
            hashedOfSize.merge(base.size(side), -1, Integer::sum);
        }
    }
}
