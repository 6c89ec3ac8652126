package dev.holdfast.sync.mirror;

import java.util.List;

/**
 * What is to be done to make two sides the same: a value that a dry run prints and a run carries out. Immutable.
 *
 * @param proposed the actions, in batches: those of one batch may be done in any order and at once, the next batch comes
 *     after all of them. Only for showing; who acts takes {@link #batches}
 * @param conflicts what both sides changed, in order of path
 * @param leftOut what is not touched, in order of path
 * @param verdicts why it must not be carried out yet
 * @param wanted whose hashes are missing; when there are any, nothing is proposed: plan again with them
 * @param warnings sentences that hinder nothing
 */
public record Plan(
        List<List<Action>> proposed,
        List<Conflict> conflicts,
        List<LeftOut> leftOut,
        List<Verdict> verdicts,
        List<Wanted> wanted,
        List<String> warnings) {
    public Plan {
        proposed = proposed.stream().map(List::copyOf).toList();
        conflicts = List.copyOf(conflicts);
        leftOut = List.copyOf(leftOut);
        verdicts = List.copyOf(verdicts);
        wanted = List.copyOf(wanted);
        warnings = List.copyOf(warnings);
    }

    /** A plan that does nothing, but for naming what it does not touch. */
    public static Plan nothing(List<LeftOut> leftOut) {
        return new Plan(List.of(), List.of(), leftOut, List.of(), List.of(), List.of());
    }

    /** Whether it may be carried out: no guard speaks against it and no hash is missing. */
    public boolean isReady() {
        return verdicts.isEmpty() && wanted.isEmpty();
    }

    /**
     * The actions to carry out, batch after batch.
     *
     * @throws IllegalStateException when it may not be carried out
     */
    public List<List<Action>> batches() {
        if (!isReady()) {
            throw new IllegalStateException("a plan that somebody has to look at first: " + verdicts + wanted);
        }
        return proposed;
    }

    /** Whether it proposes nothing at all, not even to the base. */
    public boolean isEmpty() {
        return proposed.isEmpty();
    }

    /** Whether there is nothing in it but what it leaves out. */
    public boolean hasNothingToSay() {
        return isEmpty() && conflicts.isEmpty() && isReady() && warnings.isEmpty();
    }

    /** How much it does. */
    public PlanCounts counts() {
        return PlanCounts.of(proposed.stream().flatMap(List::stream).toList());
    }
}
