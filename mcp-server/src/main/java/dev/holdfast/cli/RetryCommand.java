package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.record.RecordService;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast retry}: lets failed jobs be tried again. */
@Command(
        name = "retry",
        description =
                "Try again what failed: jobs that wait for their next try or for you, and memories that the memory API"
                        + " did not take.",
        footer = {
            "",
            "It returns at once; the tries are made in the background, and 'holdfast status' shows how they end."
        })
final class RetryCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "ID",
            description =
                    "The id of a job, or of a memory that was not taken; without it, all that these settings may run.")
    private @Nullable String id;

    @Option(names = "--list", description = "Only list the jobs that wait for you, and why.")
    private boolean list;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    RetryCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        try (SyncService service = cli.engine().apply(settings)) {
            return list ? list(service, settings) : retry(service, settings);
        }
    }

    private int list(SyncService service, Settings settings) {
        List<SyncReport> parked = service.parked();
        if (json) {
            JsonOut.print(cli, parked.stream().map(Rendered::report).toList());
        } else {
            parked.forEach(report -> cli.terminal()
                    .out()
                    .println(report.jobId() + "  "
                            + Terminal.printable(report.error().orElse("no reason was given"))));
            if (parked.isEmpty()) {
                cli.terminal().out().println("No job waits for you in " + settings.home() + ".");
            }
        }
        return ExitCode.DONE;
    }

    private int retry(SyncService service, Settings settings) {
        int count = service.retry(Optional.ofNullable(id));
        // Whoever names one means no more than that.
        long memories = id == null ? service.retryMemories() : count == 0 ? retryMemory(id, settings) : 0;
        if (id != null && count + memories == 0) {
            cli.terminal()
                    .err()
                    .println("holdfast: no job " + Terminal.printable(id)
                            + " has failed here, and no such memory is set aside; 'holdfast retry --list' shows the jobs"
                            + " that wait for you, 'holdfast status' the memories.");
            return ExitCode.FAILED;
        }
        if (count + memories > 0) {
            new DetachedDrainer(settingsOptions.flags()).run();
        }
        if (json) {
            JsonOut.print(cli, Map.of("retried", count, "memories_retried", memories));
        } else {
            cli.terminal().out().println(text(count, memories));
        }
        return ExitCode.DONE;
    }

    private static long retryMemory(String id, Settings settings) {
        InstantSource clock = InstantSource.system();
        try (MemoryStore store = new MemoryStore(settings.home(), clock)) {
            return RecordService.of(settings, () -> store, clock)
                    .filter(api -> api.retry(id))
                    .map(api -> 1L)
                    .orElse(0L);
        }
    }

    private static String text(int jobs, long memories) {
        if (jobs + memories == 0) {
            return "No job has failed.";
        }
        String both = jobs > 0 && memories > 0 ? " and " : "";
        return (jobs == 0 ? "" : Human.count(jobs, "job"))
                + both
                + (memories == 0 ? "" : Human.count(memories, "memory", "memories"))
                + " will be tried again now, in the background.";
    }
}
