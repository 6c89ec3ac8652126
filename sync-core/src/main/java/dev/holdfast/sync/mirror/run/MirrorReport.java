package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Conflict;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.PlanCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run of a mirror did. Immutable.
 *
 * @param pair the mirror's name
 * @param mode which sides it changes
 * @param outcome how it ended
 * @param started when it began
 * @param duration how long it took
 * @param done what was done and confirmed, not what was planned
 * @param rounds how many plans were made
 * @param refitted how many actions were left to a later plan because something had changed since theirs
 * @param problems what failed, path by path, and what ended the run
 * @param conflicts what both sides had changed
 * @param leftOut what was not touched
 * @param verdicts why nothing was done, or no more: sentences for the user
 * @param warnings sentences that hindered nothing
 */
public record MirrorReport(
        String pair,
        MirrorMode mode,
        Outcome outcome,
        Instant started,
        Duration duration,
        PlanCounts done,
        int rounds,
        long refitted,
        List<PathProblem> problems,
        List<Conflict> conflicts,
        List<LeftOut> leftOut,
        List<String> verdicts,
        List<String> warnings) {
    public MirrorReport {
        problems = List.copyOf(problems);
        conflicts = List.copyOf(conflicts);
        leftOut = List.copyOf(leftOut);
        verdicts = List.copyOf(verdicts);
        warnings = List.copyOf(warnings);
    }

    /** How a run ended. */
    public enum Outcome {
        /** Everything that the mode asks for is done. */
        DONE,
        /** Some of it is not: the problems, the open conflicts and what was left out say what. */
        INCOMPLETE,
        /** A guard stopped it, or it can't be run on these sides at all; the verdicts say why. */
        STOPPED,
        /** Somebody cancelled it. What was done until then stands. */
        CANCELLED
    }

    /** Whether trying again may do some of what is left, with nobody doing anything. */
    public boolean mayHeal() {
        return problems.stream().anyMatch(problem -> problem.lasts() == PathProblem.Lasts.FOR_NOW);
    }

    /** What time or somebody has to mend, in sentences for the user; empty when no more can be done on these sides. */
    public List<String> faults() {
        List<String> all = new ArrayList<>(verdicts);
        problems.stream()
                .filter(problem -> problem.lasts() != PathProblem.Lasts.BY_NATURE)
                .map(PathProblem::sentence)
                .forEach(all::add);
        leftOut.stream()
                .filter(each -> each.why() == LeftOut.Why.UNREADABLE)
                .map(LeftOut::sentence)
                .forEach(all::add);
        return all;
    }

    /** What the two sides can't both have, in sentences for the user: names, twins, links. Trying again changes nothing. */
    public List<String> leftByNature() {
        List<String> all = new ArrayList<>();
        problems.stream()
                .filter(problem -> problem.lasts() == PathProblem.Lasts.BY_NATURE)
                .map(PathProblem::sentence)
                .forEach(all::add);
        leftOut.stream()
                .filter(each -> isNature(each.why()))
                .map(LeftOut::sentence)
                .forEach(all::add);
        return all;
    }

    private static boolean isNature(LeftOut.Why why) {
        return switch (why) {
            case OTHER_KIND, CASE_TWINS, FILE_WITH_CONTENT, DIRECTORY_IN_THE_WAY -> true;
            case IGNORED, UNREADABLE, HOLDS_SOMETHING -> false;
        };
    }

    /** Whether the two sides are now as the mode wants them. */
    public boolean ok() {
        return outcome == Outcome.DONE;
    }

    /** Whether both sides have the same now: one way, or with something left out, a run can be done without that. */
    public boolean same() {
        boolean skipped = conflicts.stream().anyMatch(each -> each.outcome() == Conflict.Outcome.SKIPPED);
        return ok() && mode == MirrorMode.TWO_WAY && leftOut.isEmpty() && !skipped;
    }
}
