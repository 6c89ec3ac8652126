package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.Conflict;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.Verdict;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.PathProblem.Lasts;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run did so far. Thread-safe. */
final class Tally {
    private static final int MOST_FAILURES_IN_A_ROW = 10;

    private final List<Action> done = new ArrayList<>();
    private final Map<String, PathProblem> failed = new TreeMap<>();
    private final Map<String, PathProblem> unfit = new TreeMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<PathProblem> ends = new ArrayList<>();
    private List<LeftOut> leftOut = List.of();
    private List<String> verdicts = List.of();
    private List<String> warnings = List.of();
    private int rounds;
    private long refitted;
    private int failuresInARow;

    /** A new plan: what kept parts of an earlier one from being done no longer counts. */
    synchronized void planned(Sight sight) {
        Plan plan = sight.plan();
        rounds++;
        failed.clear();
        unfit.clear();
        failuresInARow = 0;
        leftOut = plan.leftOut().stream()
                .filter(each -> Stream.concat(sight.unsteady().stream(), sight.away().stream())
                        .noneMatch(problem -> problem.path().equals(each.path())))
                .toList();
        verdicts = plan.verdicts().stream().map(Verdict::sentence).toList();
        if (rounds == 1) {
            warnings = plan.warnings();
        }
        sight.unsteady().forEach(each -> unfit.put(each.path(), each));
        sight.away().forEach(each -> failed.put(each.path(), each));
        refitted += sight.unsteady().size();
    }

    synchronized void found(Conflict conflict) {
        conflicts.removeIf(known -> known.path().equals(conflict.path()));
        conflicts.add(conflict);
    }

    synchronized void done(Action action) {
        done.add(action);
        failuresInARow = 0;
    }

    synchronized void unfit(Action action) {
        refitted++;
        String path = action.path();
        unfit.put(
                path,
                new PathProblem(
                        path,
                        path + " is not as it was when the plan was made: the next run looks at it again.",
                        Lasts.FOR_NOW));
    }

    /** A side has put what it was given into its own form, which is to be brought to the other one. */
    synchronized void formed(Action action) {
        String path = action.path();
        unfit.put(
                path,
                new PathProblem(
                        path,
                        path + " is in the " + action.side().word()
                                + "'s own form now: the next run brings that to the "
                                + action.side().other().word() + ".",
                        Lasts.FOR_NOW));
    }

    synchronized void failed(Action action, StorageException failure) {
        failed.put(action.path(), PathProblem.of(action.path(), failure));
        failuresInARow = failure instanceof StorageException.Transient ? failuresInARow + 1 : 0;
    }

    /** Whether a side seems to be away, so that trying the rest only takes time. */
    synchronized boolean isHopeless() {
        return failuresInARow >= MOST_FAILURES_IN_A_ROW;
    }

    /** Whether another plan could do what this one could not. */
    synchronized boolean isUnfit() {
        return !unfit.isEmpty();
    }

    synchronized boolean isWhole() {
        return failed.isEmpty() && unfit.isEmpty();
    }

    /** Something ended the whole run. */
    synchronized void ended(PathProblem problem) {
        ends.add(problem);
    }

    synchronized void refused(String sentence) {
        verdicts = List.of(sentence);
    }

    synchronized MirrorReport report(
            String pair, MirrorMode mode, @Nullable Outcome forced, Instant started, Duration duration) {
        List<PathProblem> problems = new ArrayList<>(ends);
        problems.addAll(failed.values());
        problems.addAll(unfit.values());
        return new MirrorReport(
                pair,
                mode,
                forced == null ? outcome(problems) : forced,
                started,
                duration,
                PlanCounts.of(done),
                rounds,
                refitted,
                problems,
                conflicts,
                leftOut,
                verdicts,
                warnings);
    }

    private Outcome outcome(List<PathProblem> problems) {
        if (!verdicts.isEmpty()) {
            return Outcome.STOPPED;
        }
        boolean open = conflicts.stream().anyMatch(each -> each.outcome() == Conflict.Outcome.OPEN);
        boolean apart = leftOut.stream().anyMatch(each -> differs(each.why()));
        return problems.isEmpty() && !open && !apart ? Outcome.DONE : Outcome.INCOMPLETE;
    }

    /** Whether something was left out that the user would not expect to be. */
    private static boolean differs(LeftOut.Why why) {
        return switch (why) {
            case IGNORED, OTHER_KIND, HOLDS_SOMETHING -> false;
            case UNREADABLE, CASE_TWINS, FILE_WITH_CONTENT, DIRECTORY_IN_THE_WAY -> true;
        };
    }
}
