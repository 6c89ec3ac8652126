package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.method.RemoteProblem;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What could be restored, what was, and what a check found, in words. */
final class RestoreText {
    /** More files than these are only counted. */
    private static final int NAMED = 10;

    private RestoreText() {}

    /** The uploads, one a line. */
    static void points(Terminal terminal, RestorePoints points) {
        PrintWriter out = terminal.out();
        out.println("System:  " + points.systemId());
        for (RestorePoints.Point point : points.points()) {
            String sources = point.sources().stream()
                    .map(source -> source.name() + " (" + Human.count(source.files(), "file") + ", "
                            + Human.bytes(source.bytes()) + ")")
                    .collect(Collectors.joining(", "));
            out.println(point.at() + "  "
                    + point.problem()
                            .map(problem -> terminal.bad("damaged: ") + Terminal.printable(problem))
                            .orElse(sources));
        }
        if (points.points().isEmpty()) {
            out.println("No upload fits.");
        }
        if (!points.otherSystems().isEmpty()) {
            out.println("Others:  " + String.join(", ", points.otherSystems()) + " (choose with --system)");
        }
    }

    /** What was restored, and where it is. */
    static void report(Terminal terminal, RestoreReport report) {
        PrintWriter out = terminal.out();
        String done = Human.count(report.restored().size(), "file") + " written, "
                + report.unchanged().size() + " already there, " + Human.bytes(report.bytes()) + " in "
                + Human.duration(report.duration()) + ".";
        out.println((report.success() ? terminal.good("Restored: ") : terminal.bad("Not all restored: ")) + done);
        for (RestoreReport.Source source : report.sources()) {
            out.println("Source:  " + source.name() + " of " + source.at() + " in "
                    + Terminal.printable(source.path().toString()));
        }
        kept(out, report.keptAside());
        problems(terminal, report.problems());
    }

    private static void kept(PrintWriter out, List<Path> files) {
        files.stream()
                .limit(NAMED)
                .forEach(
                        file -> out.println("Kept:    " + Terminal.printable(file.toString()) + " (as it was before)"));
        if (files.size() > NAMED) {
            out.println("Kept:    " + (files.size() - NAMED) + " more in the same way, each beside the one that was"
                    + " restored.");
        }
    }

    /** What was checked, and what is wrong. */
    static void report(Terminal terminal, VerifyReport report) {
        PrintWriter out = terminal.out();
        String read = report.bytesRead() > 0 ? ", " + Human.bytes(report.bytesRead()) + " read and hashed" : "";
        out.println((report.success() ? terminal.good("Sound: ") : terminal.bad("Not sound: "))
                + Human.count(report.uploads(), "upload") + " of " + report.systemId() + ", "
                + Human.count(report.objects(), "object") + " with " + Human.bytes(report.bytes()) + read + ", in "
                + Human.duration(report.duration()) + ".");
        if (report.unfinished() > 0) {
            out.println("Note:    " + Human.count(report.unfinished(), "upload")
                    + " not finished, which a later sync finishes or clears away.");
        }
        problems(terminal, report.problems());
    }

    private static void problems(Terminal terminal, List<RemoteProblem> problems) {
        for (RemoteProblem problem : problems) {
            String file = problem.file().isEmpty() ? "" : Terminal.printable(problem.file()) + ": ";
            terminal.out().println(terminal.bad("Problem: ") + file + Terminal.printable(problem.sentence()));
        }
    }
}
