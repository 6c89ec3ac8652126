package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.tree.TreeListing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What both sides were seen to have, and what is to be done about it.
 *
 * @param plan no hash is missing in it
 * @param left the left side, with the hashes that mattered
 * @param right the right side, with the hashes that mattered
 * @param unsteady files that changed while they were read, which the plan leaves alone for now
 * @param away files whose side could not be reached when they were to be read
 * @param settled what is to be kept of it once the run is over, so that the next one that sees the same need not plan; null
 *     when there was something to do, or nothing new is known
 */
record Sight(
        Plan plan,
        TreeListing left,
        TreeListing right,
        List<PathProblem> unsteady,
        List<PathProblem> away,
        @Nullable Settled settled) {
    TreeListing of(Side side) {
        return side == Side.LEFT ? left : right;
    }
}
