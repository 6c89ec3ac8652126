package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.method.Attempt;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.cloud.CloudSync;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;

/** A sync's result in words. */
final class SyncText {
    private SyncText() {}

    /** What would leave the machine. */
    static void plan(Terminal terminal, List<PlannedFile> plan) {
        PrintWriter out = terminal.out();
        long bytes = 0;
        long changed = 0;
        for (PlannedFile file : plan) {
            if (file.changed()) {
                bytes += file.size();
                changed++;
            }
            out.println("  " + (file.changed() ? "would send " : terminal.faint("unchanged  "))
                    + Terminal.printable(file.source() + "/" + file.file()) + "  " + Human.bytes(file.size()));
        }
        out.println(Human.count(changed, "file") + " would be sent, " + Human.bytes(bytes)
                + " before compression. Nothing was sent.");
    }

    /** What was done, and where it is now; what failed goes where errors go. */
    static void report(Terminal terminal, SyncReport report, Settings settings) {
        boolean failed = report.state() == SyncReport.State.PARKED
                || (report.state() == SyncReport.State.PENDING && report.error().isPresent());
        PrintWriter out = failed ? terminal.err() : terminal.out();
        switch (report.state()) {
            case DONE -> done(terminal, report, settings);
            case PENDING -> out.println(pending(terminal, report));
            case PARKED ->
                out.println("Failed: " + report.error().map(Terminal::printable).orElse("no reason was given."));
            case CANCELLED ->
                out.println(terminal.warning("Cancelled")
                        + "; the remote has no new upload. Files that were sent already are used or cleared away by a"
                        + " later sync.");
        }
        Rendered.memories(report).forEach(sentence -> out.println(Terminal.printable(sentence)));
        if (report.attempts().size() > 1) {
            for (Attempt attempt : report.attempts()) {
                out.println("  " + attempt.method() + ": "
                        + (attempt.success()
                                ? "done"
                                : attempt.error().map(Terminal::printable).orElse("failed"))
                        + " (" + Human.duration(attempt.duration()) + ")");
            }
        }
        out.flush();
    }

    private static String pending(Terminal terminal, SyncReport report) {
        String later = "A running server takes the job " + report.jobId() + " up by itself, or 'holdfast drain' does.";
        return report.error()
                .map(error -> "Failed for now: " + Terminal.printable(error) + " " + later)
                .orElseGet(() -> terminal.warning("Pending: ") + "the sync has not ended yet. " + later);
    }

    private static void done(Terminal terminal, SyncReport report, Settings settings) {
        PrintWriter out = terminal.out();
        if (report.attempts().isEmpty() && report.memories().isPresent()) {
            out.println(
                    report.memories().get().complete()
                            ? terminal.good("Synced: ") + "there is nothing to keep but memories."
                            : "There is nothing to keep but memories, and these are not in step with the memory API yet.");
            return;
        }
        if (report.filesUploaded().isEmpty()) {
            out.println(terminal.good("Unchanged: ") + "the remote already has "
                    + Human.count(report.filesSkipped().size(), "file") + "; 0 bytes sent.");
        } else {
            out.println(terminal.good("Synced: ")
                    + Human.count(report.filesUploaded().size(), "file") + " sent, "
                    + report.filesSkipped().size() + " unchanged, " + Human.bytes(report.bytesTransferred())
                    + " in " + Human.duration(report.duration()) + ".");
        }
        report.uploadId().ifPresent(id -> out.println("Upload:  " + id));
        out.println("Remote:  " + place(report.method(), settings));
        report.details().forEach((name, value) -> out.println("         " + Terminal.printable(name + ": " + value)));
        report.notes().forEach(note -> out.println(terminal.warning("Note:    ") + Terminal.printable(note)));
    }

    private static String place(String method, Settings settings) {
        return switch (method) {
            case CloudSync.NAME ->
                settings.remote()
                        .map(URI::toString)
                        .orElseGet(() -> settings.embeddedRemote()
                                + " (on the disk it protects: set 'remote' to a place elsewhere)");
            case "http" -> settings.get(Keys.HTTP_ENDPOINT).map(URI::toString).orElse(method);
            default -> "that of the method " + method;
        };
    }
}
