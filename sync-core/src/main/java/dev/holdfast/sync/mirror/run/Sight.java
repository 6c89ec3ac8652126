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
 * @param known whether an earlier run has seen just this and found that nothing was to be done; the listings say nothing then
 */
record Sight(
        Plan plan,
        TreeListing left,
        TreeListing right,
        List<PathProblem> unsteady,
        List<PathProblem> away,
        @Nullable Settled settled,
        boolean known) {
    /** Of a look that is just the one that was settled: what was seen is not made out again. */
    static Sight known(Settled settled) {
        TreeListing none = TreeListing.of(List.of());
        return new Sight(Plan.nothing(settled.leftOut()), none, none, List.of(), List.of(), null, true);
    }

    TreeListing of(Side side) {
        return side == Side.LEFT ? left : right;
    }
}
