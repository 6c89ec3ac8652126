package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Key;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.SyncException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast prune}: lets go of old uploads. */
@Command(
        name = "prune",
        description = "Let go of this machine's old uploads, as the settings keep_last, keep_daily, keep_weekly and"
                + " keep_monthly say.",
        footer = {
            "",
            "Examples:",
            "  holdfast prune --dry-run             show what would go, by the settings",
            "  holdfast prune --set keep_last=5 --set keep_daily=14",
            "",
            "The newest upload of each source that is all there always stays, and so does",
            "what newer uploads refer to. The bytes of what goes are removed a day later.",
            "A sync does the same by itself, unless more than half of the uploads would go.",
            "",
            "Exit status: 0 done, 1 failed, 2 bad usage or settings."
        })
final class PruneCommand implements Callable<Integer> {
    private static final List<Key<Integer>> KEEP =
            List.of(Keys.KEEP_LAST, Keys.KEEP_DAILY, Keys.KEEP_WEEKLY, Keys.KEEP_MONTHLY);

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--dry-run", description = "Show what would go, and change nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    PruneCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws SyncException {
        Settings settings = settingsOptions.load(cli);
        try (SyncService service = cli.engine().apply(settings)) {
            PruneReport report = Interruptible.CLOUD.run(cancel -> service.prune(dryRun, cancel), () -> {});
            if (json) {
                JsonOut.print(cli, Rendered.prune(report, dryRun));
            } else {
                print(cli.terminal(), report, settings);
            }
            cli.terminal().out().flush();
            return ExitCode.DONE;
        }
    }

    private void print(Terminal terminal, PruneReport report, Settings settings) {
        PrintWriter out = terminal.out();
        long goes = report.forgotten().size();
        out.println(
                (dryRun ? "Would let go of " : "Let go of ") + Human.count(goes, "upload") + " of " + report.systemId()
                        + ", " + report.kept().size() + " stay" + (report.kept().size() == 1 ? "s." : "."));
        report.forgotten().forEach(id -> out.println("  " + Terminal.printable(id)));
        if (KEEP.stream().allMatch(key -> settings.get(key) == 0)) {
            out.println(
                    "Note:    no keep_ setting is set, so every upload stays: set keep_last, keep_daily, keep_weekly"
                            + " or keep_monthly.");
        }
        if (report.objectsRemoved() > 0) {
            out.println("Removed: " + Human.count(report.objectsRemoved(), "object") + " with "
                    + Human.bytes(report.bytesRemoved()) + " that nothing refers to any more.");
        }
        if (report.waiting() > 0 && !dryRun) {
            out.println("Waiting: " + Human.count(report.waiting(), "upload")
                    + " let go whose objects stay for a day, or as long as newer uploads refer to them.");
        }
        if (!report.unreadable().isEmpty()) {
            out.println(
                    terminal.bad("Problem: ") + Human.count(report.unreadable().size(), "manifest")
                            + " can't be read, so no bytes were removed; 'holdfast verify' names them.");
        }
    }
}
