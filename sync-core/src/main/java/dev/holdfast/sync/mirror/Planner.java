package dev.holdfast.sync.mirror;

import dev.holdfast.sync.tree.TreeListing;
import java.util.List;

/**
 * Decides what makes two trees the same. Pure: the same input gives the same plan, whatever the time, the locale and the
 * machine, and nothing is touched. Called by whoever shows or carries out a plan. Thread-safe.
 *
 * <p>What a plan keeps to, under the default policy:
 *
 * <ul>
 *   <li>Once it is carried out both sides are equal, but for what it names as left out, and the next plan is empty.
 *   <li>It takes away no content that was not deleted or changed by one side while the other left it as it was. What both
 *       changed stays, under two names. An edit beats a delete.
 *   <li>What could not be seen (a listing that is cut short, a directory that can't be read, what is ignored) is not gone.
 *   <li>Within a batch the order does not matter. After any part of it, or with changes in between, the next plan gets to
 *       the same promises.
 * </ul>
 *
 * <p>Where a policy picks a winner, the loser goes to the trash. With an unsafe {@link Comparison} none of this holds for
 * what that comparison can't see.
 */
public final class Planner {
    private Planner() {}

    /**
     * The plan for a pair.
     *
     * @param base what both sides had in common, of which nothing may have been made up: without it every difference is a
     *     conflict, with too much of it files count as deleted
     * @param left what the left side has
     * @param right what the right side has
     */
    public static Plan plan(Base base, TreeListing left, TreeListing right, Policy policy) {
        Guards guards = new Guards(base, left, right, policy);
        List<Verdict> unseen = guards.beforePlanning();
        if (!unseen.isEmpty()) {
            return new Plan(List.of(), List.of(), List.of(), unseen, List.of(), List.of());
        }
        Pair pair = new Pair(base, left, right, policy);
        ContentCheck contents = new ContentCheck(policy, left, right);
        Spelling spelling = new Spelling(policy);
        Findings findings = new Findings(pair, spelling);
        new MoveFinder(pair, contents).run();
        new Target(pair, findings).decide(merge(base, policy, contents, findings));
        if (!contents.wanted().isEmpty()) {
            return new Plan(
                    List.of(), List.of(), findings.leftOut(), List.of(), List.copyOf(contents.wanted()), List.of());
        }
        findings.nameCopies();
        List<List<Action>> batches = new ActionWriter(policy.mode(), spelling).write(pair.nodes());
        return new Plan(
                batches,
                findings.conflicts(),
                findings.leftOut(),
                policy.allowDeletes() ? List.of() : guards.of(batches),
                List.of(),
                guards.warnings());
    }

    private static Merge merge(Base base, Policy policy, ContentCheck contents, Findings findings) {
        Side giver = policy.mode().giver();
        return giver == null
                ? new TwoWayMerge(policy, !base.established(), contents, findings)
                : new OneWayMerge(policy, giver, contents, findings);
    }
}
