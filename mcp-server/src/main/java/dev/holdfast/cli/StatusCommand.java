package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.cloud.BucketSummary;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast status}: how things stand. */
@Command(name = "status", description = "Say how things stand: what is kept where, what is pending, what failed.")
final class StatusCommand implements Callable<Integer> {
    static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private static final int CATEGORIES_SHOWN = 8;

    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--json", description = "Print the status as JSON.")
    private boolean json;

    StatusCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() {
        Settings settings = settingsOptions.load(cli);
        try (SyncService service = cli.engine().apply(settings)) {
            SyncStatus status = service.status(PROBE_LIMIT);
            DetachedDrainer.startIfDue(status, settingsOptions.flags(), Instant.now());
            if (json) {
                JsonOut.print(cli, Rendered.status(status, settings, Version.current()));
            } else {
                print(cli.terminal(), status, Instant.now());
                BucketSummary.of(settings)
                        .ifPresent(bucket -> cli.terminal().out().println("Bucket:  " + bucket));
            }
            return exitCode(status);
        }
    }

    private static int exitCode(SyncStatus status) {
        SyncStatus.Queue queue = status.queue();
        boolean memoriesFailed = status.memoryApi()
                .map(SyncStatus.MemoryApi::standing)
                .filter(api -> api.refusedSince().isPresent() || api.records().parked() > 0)
                .isPresent();
        if (queue.parked() > 0 || queue.failed() > 0 || memoriesFailed) {
            return ExitCode.FAILED;
        }
        long memories = status.memoryApi().map(api -> api.standing().unsent()).orElse(0L);
        return queue.pending() + queue.running() + memories > 0 ? ExitCode.PENDING : ExitCode.DONE;
    }

    private static void print(Terminal terminal, SyncStatus status, Instant now) {
        PrintWriter out = terminal.out();
        out.println(headline(terminal, status));
        out.println("Home:    " + status.home());
        status.remotes()
                .forEach((method, remote) -> out.println(
                        "Remote:  " + method + ": " + state(terminal, remote) + " (" + remote.reason() + ")"));
        out.println("Queue:   " + queue(status.queue(), now));
        for (SyncStatus.Source source : status.sources()) {
            out.println("Source:  " + source.name() + ": " + source(source, now));
        }
        status.memories().ifPresent(memories -> out.println("Memories: " + memories(memories)));
        status.memoryApi().ifPresent(api -> MemoryApiText.print(terminal, api, now));
        status.lastSuccess().ifPresent(at -> out.println("Last success: " + Human.ago(at, now)));
        status.lastError().ifPresent(error -> out.println(terminal.bad("Last error: ") + Terminal.printable(error)));
        status.notes().forEach(note -> out.println("Note:    " + Terminal.printable(note)));
        status.suggestions().forEach(found -> out.println("Found:   " + Terminal.printable(found)));
    }

    private static String state(Terminal terminal, Availability remote) {
        if (remote.available()) {
            return terminal.good("reachable");
        }
        if (!remote.configured()) {
            return terminal.faint("not set up");
        }
        return remote.answered() ? terminal.bad("not reachable") : terminal.warning("slow to answer");
    }

    private static String headline(Terminal terminal, SyncStatus status) {
        if (status.synced()) {
            return terminal.good("Everything is synced.");
        }
        return terminal.warning(
                status.sources().isEmpty() && status.memoryApi().isEmpty()
                        ? "Nothing is synced by itself: the settings name no source."
                        : "Not everything is synced.");
    }

    private static String queue(SyncStatus.Queue queue, Instant now) {
        String interrupted = queue.interrupted() > 0 ? " (" + queue.interrupted() + " interrupted)" : "";
        String text = queue.pending() + " pending" + interrupted + ", " + queue.running() + " running, "
                + queue.failed() + " failed and waiting for the next try, " + queue.parked() + " parked";
        return text
                + queue.nextAttemptAt()
                        .map(at -> at.isAfter(now) ? "; next try in " + Human.duration(Duration.between(now, at)) : "")
                        .orElse("");
    }

    private static String memories(MemoryCounts counts) {
        String categories = counts.byCategory().entrySet().stream()
                .limit(CATEGORIES_SHOWN)
                .map(entry -> entry.getValue() + " " + Terminal.printable(entry.getKey()))
                .collect(Collectors.joining(", "));
        int more = counts.byCategory().size() - CATEGORIES_SHOWN;
        return counts.total()
                + (categories.isEmpty() ? "" : " (" + categories + (more > 0 ? ", and " + more + " more" : "") + ")")
                + (counts.sensitive() > 0 ? ", " + counts.sensitive() + " of them sensitive" : "");
    }

    private static String source(SyncStatus.Source source, Instant now) {
        String where = Terminal.printable(source.path().toString());
        String kept = source.lastSuccess()
                .map(at -> "kept " + Human.ago(at, now) + ", " + Human.bytes(source.bytes())
                        + source.uploadId().map(id -> ", upload " + id).orElse(""))
                .orElse("never synced");
        return where + ", " + (source.exists() ? kept : "nothing is there; " + kept)
                + source.lastError()
                        .map(error -> "; last error: " + Terminal.printable(error))
                        .orElse("");
    }
}
