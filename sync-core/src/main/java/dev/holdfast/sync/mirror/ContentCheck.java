package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** Tells equal files from others, by the pair's comparison, and notes whose hash it would need for that. */
final class ContentCheck {
    private final Policy policy;
    private final boolean leftHashable;
    private final boolean rightHashable;
    private final Set<Wanted> wanted = new LinkedHashSet<>();

    ContentCheck(Policy policy, TreeListing left, TreeListing right) {
        this.policy = policy;
        this.leftHashable = left.hashable();
        this.rightHashable = right.hashable();
    }

    Set<Wanted> wanted() {
        return wanted;
    }

    /** Whether a side's file is another one than both sides had. */
    boolean changed(Side side, BaseEntry base, TreeEntry now) {
        return switch (policy.comparison()) {
            case SIZE_ONLY -> base.size(side) != now.size();
            case MTIME_ONLY -> !near(base.mark(side).modified(), now.modified());
            case SIZE_AND_MTIME ->
                base.size(side) != now.size() || !near(base.mark(side).modified(), now.modified());
            case HASH_THEN_MTIME, HASH_ONLY -> changedByHash(side, base, now);
        };
    }

    private boolean changedByHash(Side side, BaseEntry base, TreeEntry now) {
        if (base.size(side) != now.size()) {
            return true;
        }
        String known = base.hash(side);
        if (known != null && now.hash() != null) {
            return !known.equals(now.hash());
        }
        boolean trusted = policy.comparison() == Comparison.HASH_THEN_MTIME || known == null;
        if (trusted && isUntouched(base.mark(side), now)) {
            return false;
        }
        if (known != null) {
            want(side, now);
        }
        return true;
    }

    /** Of a file of the same size. A time alone must be exactly the same, for it is one side's own. */
    private static boolean isUntouched(BaseEntry.Mark mark, TreeEntry now) {
        if (mark.version() != null && now.version() != null) {
            return mark.version().equals(now.version());
        }
        return mark.modified().equals(now.modified())
                && (mark.identity() == null
                        || now.identity() == null
                        || mark.identity().equals(now.identity()));
    }

    /** Whether both sides have the same content. */
    boolean same(TreeEntry left, TreeEntry right) {
        return switch (policy.comparison()) {
            case SIZE_ONLY -> left.size() == right.size();
            case MTIME_ONLY -> near(left.modified(), right.modified());
            case SIZE_AND_MTIME -> left.size() == right.size() && near(left.modified(), right.modified());
            case HASH_THEN_MTIME, HASH_ONLY -> sameByHash(left, right);
        };
    }

    private boolean sameByHash(TreeEntry left, TreeEntry right) {
        if (left.size() != right.size()) {
            return false;
        }
        if (left.hash() != null && right.hash() != null) {
            return left.hash().equals(right.hash());
        }
        boolean askedLeft = want(Side.LEFT, left);
        boolean askedRight = want(Side.RIGHT, right);
        return !askedLeft
                && !askedRight
                && policy.comparison() == Comparison.HASH_THEN_MTIME
                && near(left.modified(), right.modified());
    }

    /**
     * Whether a new file of a side is, bytes for bytes, what it had elsewhere. Strict whatever the comparison: as a file
     * system gives the identity of a deleted file to a new one, that alone says nothing.
     */
    boolean isMoved(Side side, BaseEntry base, TreeEntry now) {
        if (base.size(side) != now.size()) {
            return false;
        }
        String known = base.hash(side);
        if (known != null && now.hash() != null) {
            return known.equals(now.hash());
        }
        if (hasIdentityOf(side, base, now) && base.mark(side).modified().equals(now.modified())) {
            return true;
        }
        if (known != null) {
            wantForMove(side, now);
        }
        return false;
    }

    /** Notes that the hash of a new file could show it to be one that was moved. */
    void wantForMove(Side side, TreeEntry now) {
        if (policy.comparison().usesHashes()) {
            want(side, now);
        }
    }

    private static boolean hasIdentityOf(Side side, BaseEntry base, TreeEntry now) {
        return now.identity() != null && Objects.equals(base.mark(side).identity(), now.identity());
    }

    /** Whether one is newer than the other, beyond what clocks may differ. */
    boolean isNewer(TreeEntry one, TreeEntry other) {
        return one.modified().isAfter(other.modified()) && !near(one.modified(), other.modified());
    }

    private boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(policy.tolerance()) <= 0;
    }

    private boolean want(Side side, TreeEntry entry) {
        if (entry.hash() == null && (side == Side.LEFT ? leftHashable : rightHashable)) {
            wanted.add(new Wanted(side, entry.path()));
            return true;
        }
        return false;
    }
}
