package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.mcp.tool.Times;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code holdfast restore}: shows what could come back, and brings it back. */
@Command(
        name = "restore",
        description = "Bring memory back from the remote: as it was last synced, or as it was at some time.",
        footer = {
            "",
            "Examples:",
            "  holdfast restore --list                what there is, newest first",
            "  holdfast restore --to back             everything, newest state",
            "  holdfast restore --to back --source notes --at 2026-03-01",
            "  holdfast restore --in-place memory     over the source itself",
            "  holdfast restore --list --system old-laptop",
            "",
            "Each source gets a folder of its name below DIR. A file appears only when it",
            "is whole and its hash is right. What is there already and is not the same is",
            "never replaced; the same command again goes on where it was cut short.",
            "In place, nothing changes before everything has arrived; the old file is kept",
            "beside the new one as NAME.before-restore-TIME, and files that are not in the",
            "upload stay. A TIME without an offset is UTC; a day alone means its end."
        })
final class RestoreCommand implements Callable<Integer> {
    private final Cli cli;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--list", description = "Only show the uploads there are.")
    private boolean list;

    @Option(names = "--to", paramLabel = "DIR", description = "Restore below this directory, which need not exist.")
    private @Nullable String directory;

    @Option(
            names = "--in-place",
            paramLabel = "SOURCE",
            description = "Restore this source over itself; may be given several times.")
    private List<String> inPlace = new ArrayList<>();

    @Option(names = "--at", paramLabel = "TIME", description = "As of this time: the newest uploads not later than it.")
    private @Nullable String at;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Only this source; may be given several times (default: all there are).")
    private List<String> sources = new ArrayList<>();

    @Option(
            names = "--system",
            paramLabel = "ID",
            description = "Whose uploads (default: this machine's own, by the setting system_id).")
    private @Nullable String system;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    RestoreCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws SyncException {
        Optional<Instant> time = time();
        RestoreRequest request = request(time);
        Settings settings = settingsOptions.load(cli);
        try (SyncService service = cli.engine().apply(settings)) {
            return list ? list(service, request) : restore(service, request);
        }
    }

    private Optional<Instant> time() {
        if (at == null) {
            return Optional.empty();
        }
        Optional<Instant> time = Times.parse(at);
        if (time.isEmpty()) {
            throw bad("--at is '" + at + "', but it must be " + Times.RULE);
        }
        return time;
    }

    private RestoreRequest request(Optional<Instant> time) {
        int chosen = (list ? 1 : 0) + (directory == null ? 0 : 1) + (inPlace.isEmpty() ? 0 : 1);
        if (chosen != 1) {
            throw bad("say what to do with one of --list, --to DIR and --in-place SOURCE");
        }
        if (!inPlace.isEmpty() && !sources.isEmpty()) {
            throw bad("--in-place names its source itself: leave --source out");
        }
        return inPlace.isEmpty()
                ? new RestoreRequest(Optional.ofNullable(system), time, sources, new RestoreRequest.Into(directory()))
                : new RestoreRequest(Optional.ofNullable(system), time, inPlace, new RestoreRequest.InPlace());
    }

    private Path directory() {
        String text = directory == null ? "." : directory;
        try {
            if (!text.isBlank()) {
                return text.startsWith("~/") ? cli.userHome().resolve(text.substring(2)) : Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw bad("--to is '" + text + "', which is no path");
        }
        throw bad("--to is empty: name a directory");
    }

    private ParameterException bad(String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence + ".");
    }

    private int list(SyncService service, RestoreRequest request) throws SyncException {
        RestorePoints all = service.restorePoints(request.systemId(), new CancelSignal());
        List<RestorePoints.Point> points = all.points().stream()
                .filter(point -> request.at().isEmpty()
                        || !point.at().isAfter(request.at().get()))
                .filter(point -> point.problem().isPresent()
                        || request.sources().isEmpty()
                        || point.sources().stream()
                                .anyMatch(source -> request.sources().contains(source.name())))
                .toList();
        RestorePoints shown = new RestorePoints(all.systemId(), points, all.otherSystems());
        if (json) {
            JsonOut.print(cli, Rendered.restorePoints(shown));
        } else {
            RestoreText.points(cli.terminal(), shown);
        }
        cli.terminal().out().flush();
        return points.stream().anyMatch(point -> point.problem().isPresent()) ? ExitCode.FAILED : ExitCode.DONE;
    }

    private int restore(SyncService service, RestoreRequest request) throws SyncException {
        ProgressLines progress = new ProgressLines(cli.terminal());
        RestoreReport report =
                Interruptible.CLOUD.run(cancel -> service.restore(request, progress, cancel), progress::finish);
        if (json) {
            JsonOut.print(cli, Rendered.restore(report));
        } else {
            RestoreText.report(cli.terminal(), report);
        }
        cli.terminal().out().flush();
        return report.success() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
