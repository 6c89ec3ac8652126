package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast mirror run}: makes both sides the same. */
@Command(
        name = "run",
        description = "Make both sides the same: of all mirrors in the settings, or only of those given.",
        footer = {
            "",
            "A pair that is in no settings:  holdfast mirror run --set 'mirrors=[\"~/notes:twoWay:/mnt/notes\"]'",
            "",
            "Exit status: 0 all that the mode asks for is done, 1 it is not and the report says why, 2 bad usage",
            "or settings."
        })
final class MirrorRunCommand extends MirrorAction {
    private static final Duration CANCEL_LIMIT = Duration.ofSeconds(10);

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which mirrors (default: all in the settings).")
    private List<String> names = new ArrayList<>();

    @Option(names = "--dry-run", description = "Show what a run would do; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--allow-deletes",
            description = "Delete this time though most of a side's files would go, or a side is empty.")
    private boolean allowDeletes;

    MirrorRunCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        List<MirrorSetting> chosen = names.isEmpty()
                ? mirrors.configured()
                : names.stream().map(mirrors::named).toList();
        if (chosen.isEmpty()) {
            throw bad("The settings name no mirror: add one under 'mirrors', such as \"~/notes:twoWay:/mnt/notes\".");
        }
        CancelSignal interrupted = new CancelSignal();
        return dryRun
                ? plan(mirrors, chosen, interrupted)
                : OnSignal.during(() -> run(mirrors, chosen, interrupted), interrupted::cancel, CANCEL_LIMIT);
    }

    private int plan(Mirrors mirrors, List<MirrorSetting> chosen, CancelSignal interrupted) throws SyncException {
        List<Object> all = new ArrayList<>();
        boolean ready = true;
        for (MirrorSetting mirror : chosen) {
            try {
                Plan plan = mirrors.plan(mirror, allowDeletes, interrupted);
                ready &= plan.isReady();
                all.add(RenderedMirrors.plan(mirror.name(), plan));
                if (!json()) {
                    MirrorText.plan(cli().terminal(), mirror.name(), plan);
                }
            } catch (StorageException e) {
                throw failed(e);
            }
        }
        if (json()) {
            JsonOut.print(cli(), all);
        }
        return ready ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int run(Mirrors mirrors, List<MirrorSetting> chosen, CancelSignal interrupted) {
        ProgressLines progress = new ProgressLines(cli().terminal());
        List<MirrorReport> reports = new ArrayList<>();
        for (MirrorSetting mirror : chosen) {
            MirrorReport report = mirrors.run(mirror, allowDeletes, progress, interrupted);
            progress.finish();
            reports.add(report);
            if (!json()) {
                MirrorText.report(cli().terminal(), report);
            }
        }
        if (json()) {
            JsonOut.print(cli(), reports.stream().map(RenderedMirrors::report).toList());
        }
        return reports.stream().allMatch(MirrorReport::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }
}
