package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast sync}: asks for a sync, watches it, and says what is where. */
@Command(
        name = "sync",
        description = "Sync now: everything the settings name, or only the sources given.",
        footer = {
            "",
            "A SOURCE is the name of a source in the settings, a path, or NAME=PATH.",
            "With no remote configured, the copies go to a folder in the home."
        })
final class SyncCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Parameters(paramLabel = "SOURCE", arity = "0..*", description = "What to sync (default: all configured sources).")
    private List<String> sources = new ArrayList<>();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "auto, cloud, http or an extension's (default: auto).")
    private String method = "auto";

    @Option(names = "--no-fallback", description = "Do not try another method when one fails.")
    private boolean noFallback;

    @Option(names = "--dry-run", description = "Show what would leave the machine; send nothing.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "How long to wait for the end; the job goes on after that (default: until it ends or must be"
                    + " tried again later).")
    private @Nullable Integer waitSeconds;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    SyncCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws SyncException {
        Settings settings = settingsOptions.load(cli);
        SourceArguments.Chosen chosen = SourceArguments.choose(sources, settings, cli.userHome());
        SyncRequest request =
                new SyncRequest(method, !noFallback, chosen.names(), chosen.adHoc(), Trigger.COMMAND, Map.of());
        try (SyncService service = cli.engine().apply(settings)) {
            return dryRun ? plan(service, request) : sync(service, request, settings);
        }
    }

    /** What was only waited for too shortly goes on without this process. */
    private void handOver(SyncReport report) {
        if (report.state() == SyncReport.State.PENDING && report.error().isEmpty()) {
            new DetachedDrainer(settingsOptions.flags()).run();
        }
    }

    private int plan(SyncService service, SyncRequest request) throws SyncException {
        List<PlannedFile> plan = service.plan(request, new CancelSignal());
        if (json) {
            JsonOut.print(cli, Rendered.plan(request, plan));
        } else {
            SyncText.plan(cli.terminal(), plan);
        }
        return ExitCode.DONE;
    }

    private int sync(SyncService service, SyncRequest request, Settings settings) {
        CancelSignal interrupted = new CancelSignal();
        // Whoever presses Ctrl-C means this sync: it stops, and what it had half done is not left in the queue.
        return OnSignal.during(() -> sync(service, request, settings, interrupted), interrupted::cancel);
    }

    private int sync(SyncService service, SyncRequest request, Settings settings, CancelSignal interrupted) {
        ProgressLines progress = new ProgressLines(cli.terminal());
        SyncService.Ticket ticket = service.submit(request);
        service.startDraining();
        Duration limit = waitSeconds == null ? Duration.ofDays(365) : Duration.ofSeconds(Math.max(0, waitSeconds));
        SyncReport report =
                service.await(ticket.jobId(), limit, progress, interrupted).join();
        progress.finish();
        if (json) {
            JsonOut.print(cli, Rendered.report(report));
        } else {
            SyncText.report(cli.terminal(), report, settings);
        }
        cli.terminal().out().flush();
        handOver(report);
        return exitCode(report);
    }

    private static int exitCode(SyncReport report) {
        return switch (report.state()) {
            case DONE -> ExitCode.DONE;
            case PENDING -> report.error().isPresent() ? ExitCode.FAILED : ExitCode.PENDING;
            case PARKED, CANCELLED -> ExitCode.FAILED;
        };
    }
}
