package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.sync.MirrorStanding;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.mirror.Action;
import dev.holdfast.sync.mirror.ActionKind;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.PlanCounts;
import dev.holdfast.sync.mirror.Verdict;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorStatus;
import dev.holdfast.sync.mirror.run.PathProblem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What mirrors would do, did, and found, in words. */
final class MirrorText {
    /** More than these are only counted. */
    private static final int NAMED = 20;

    private MirrorText() {}

    static void plan(Terminal terminal, String name, Plan plan) {
        PrintWriter out = terminal.out();
        plan.proposed().stream()
                .flatMap(List::stream)
                .filter(action -> action.kind() != ActionKind.REMEMBER && action.kind() != ActionKind.FORGET)
                .forEach(action -> out.println("  " + Terminal.printable(line(action))));
        out.println("Mirror " + name + " would do: " + counts(plan.counts()));
        plan.conflicts().forEach(conflict -> out.println("Both changed: " + Terminal.printable(conflict.path())));
        plan.leftOut().stream().map(LeftOut::sentence).forEach(line -> note(terminal, line));
        plan.verdicts().stream().map(Verdict::sentence).forEach(line -> problem(terminal, line));
        plan.warnings().forEach(line -> note(terminal, line));
    }

    private static String line(Action action) {
        String what = action.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String from = action.kind() == ActionKind.MOVE ? action.from() + " to " : "";
        return what + " on the " + action.side().word() + ": " + from + action.path();
    }

    static void report(Terminal terminal, MirrorReport report) {
        PrintWriter out = terminal.out();
        String head = switch (report.outcome()) {
            case DONE ->
                terminal.good(report.same() ? "Both sides are the same: " : "All that the mode asks for is done: ");
            case INCOMPLETE -> terminal.bad("Not all done: ");
            case STOPPED -> terminal.bad("Stopped: ");
            case CANCELLED -> terminal.bad("Cancelled: ");
        };
        out.println(head + "mirror " + report.pair() + ", " + counts(report.done()) + " in "
                + Human.duration(report.duration()) + ".");
        report.conflicts()
                .forEach(conflict -> out.println("Both changed: " + Terminal.printable(conflict.path())
                        + (conflict.copy() == null ? "" : ", kept beside it: " + Terminal.printable(conflict.copy()))));
        report.verdicts().forEach(line -> problem(terminal, line));
        report.problems().stream().limit(NAMED).map(PathProblem::sentence).forEach(line -> problem(terminal, line));
        if (report.problems().size() > NAMED) {
            problem(terminal, (report.problems().size() - NAMED) + " more; --json names them all.");
        }
        report.leftOut().stream().limit(NAMED).map(LeftOut::sentence).forEach(line -> note(terminal, line));
        if (report.leftOut().size() > NAMED) {
            note(terminal, (report.leftOut().size() - NAMED) + " more left out; --json names them all.");
        }
        report.warnings().forEach(line -> note(terminal, line));
    }

    /** What a run came to, on one line. */
    static void line(Terminal terminal, MirrorReport report) {
        String reason =
                report.faults().stream().findFirst().map(fault -> " " + fault).orElse("");
        String done = report.ok() ? terminal.good("Done: ") : terminal.bad("Not all done: ");
        terminal.out()
                .println(done + "mirror " + report.pair() + ", " + counts(report.done()) + "."
                        + Terminal.printable(reason));
    }

    private static void problem(Terminal terminal, String sentence) {
        terminal.out().println(terminal.bad("Problem: ") + Terminal.printable(sentence));
    }

    private static void note(Terminal terminal, String sentence) {
        terminal.out().println("Note:    " + Terminal.printable(sentence));
    }

    private static String counts(PlanCounts counts) {
        if (counts.operations() == 0) {
            return "nothing to do";
        }
        return counts.created() + " created, " + counts.replaced() + " replaced, " + counts.moved() + " moved, "
                + counts.trashed() + " trashed, " + (counts.madeDirectories() + counts.removedDirectories())
                + " folders made or removed, " + Human.bytes(counts.bytes()) + " copied";
    }

    static void standing(Terminal terminal, MirrorStanding standing) {
        MirrorStatus status = standing.status();
        PrintWriter out = terminal.out();
        out.println("Mirror " + standing.mirror().name() + ": "
                + Terminal.printable(standing.mirror().source()) + "  "
                + standing.mirror().mode() + "  "
                + Terminal.printable(standing.mirror().destination()));
        List<String> rules = standing.mirror().rules().differing();
        if (!rules.isEmpty()) {
            out.println("  " + Terminal.printable(String.join("; ", rules)));
        }
        MirrorRules.Comparison comparison = standing.mirror().rules().comparison();
        if (comparison.isUnsafe()) {
            note(terminal, "Files are compared by " + comparison + ", which is unsafe: " + comparison.danger() + ".");
        }
        out.println("  last run: " + (status.lastRun() == null ? "never" : status.lastRun() + ", " + status.outcome()));
        out.println("  last all done: " + (status.lastEqual() == null ? "never" : status.lastEqual()));
        if (status.problem() != null) {
            problem(terminal, status.problem());
        }
        if (standing.openConflicts() > 0) {
            out.println("  conflicts: " + standing.openConflicts() + " open; 'holdfast mirror conflicts' lists them");
        }
    }

    static void conflict(Terminal terminal, RecordedConflict conflict) {
        ConflictChoice choice = conflict.choice();
        String how = choice == null ? "open" : "resolved: " + choice.word();
        String copy = conflict.copy() == null ? "" : "  and  " + conflict.copy();
        terminal.out()
                .println(conflict.id() + "  " + conflict.place() + "  " + Terminal.printable(conflict.path() + copy)
                        + "  (" + how + ")");
    }
}
