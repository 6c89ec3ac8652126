package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.event.CancelSignal;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast drain}: works off what is due. */
@Command(name = "drain", description = "Work off the jobs that are due, then leave.")
final class DrainCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "900",
            description = "Leave after this long at the latest (default: ${DEFAULT-VALUE}).")
    private int limitSeconds;

    @Option(
            names = "--stay",
            description = "Also wait for jobs that come due, and leave when 15 minutes of waiting got nothing done;"
                    + " --limit does not count then.")
    private boolean stay;

    @Option(names = "--json", description = "Print how the queue stands afterwards as JSON.")
    private boolean json;

    DrainCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        ProgressLines progress = new ProgressLines(cli.terminal());
        try (SyncService service = cli.engine().apply(settings)) {
            SyncStatus.Queue queue = drain(service, progress);
            progress.finish();
            if (json) {
                JsonOut.print(cli, Rendered.queue(queue));
            } else {
                cli.terminal().out().println(text(queue));
            }
            if (queue.parked() > 0 || queue.failed() > 0) {
                return ExitCode.FAILED;
            }
            return queue.pending() + queue.running() > 0 ? ExitCode.PENDING : ExitCode.DONE;
        }
    }

    private SyncStatus.Queue drain(SyncService service, ProgressLines progress) {
        return stay
                ? service.drainAndStay(PATIENCE, progress, new CancelSignal())
                : service.drain(Duration.ofSeconds(Math.max(0, limitSeconds)), progress, new CancelSignal());
    }

    private static String text(SyncStatus.Queue queue) {
        long open = queue.pending() + queue.running();
        if (open + queue.parked() == 0) {
            return "Drained: no job is pending.";
        }
        return Human.count(open, "job") + " pending (" + queue.failed() + " after a failure), " + queue.parked()
                + " parked; 'holdfast status' says why.";
    }
}
