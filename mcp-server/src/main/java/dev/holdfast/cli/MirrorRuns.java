package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs of mirrors as a command does them: printed, and stopped by Ctrl-C.
 *
 * @param json whether the result is printed as JSON
 */
record MirrorRuns(Cli cli, boolean json, Mirrors mirrors, boolean allowDeletes) {
    /** Shows what a run would do; gives the exit status. */
    int plan(List<MirrorSetting> chosen) throws SyncException {
        CancelSignal interrupted = new CancelSignal();
        List<Object> all = new ArrayList<>();
        boolean ready = true;
        for (MirrorSetting mirror : chosen) {
            try {
                Plan plan = mirrors.plan(mirror, allowDeletes, interrupted);
                ready &= plan.isReady();
                all.add(RenderedMirrors.plan(mirror.name(), plan));
                if (!json) {
                    MirrorText.plan(cli.terminal(), mirror.name(), plan);
                }
            } catch (StorageException e) {
                throw MirrorAction.failed(e);
            }
        }
        if (json) {
            JsonOut.print(cli, all);
        }
        return ready ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Runs; gives the exit status. */
    int run(List<MirrorSetting> chosen) {
        CancelSignal interrupted = new CancelSignal();
        return OnSignal.during(() -> run(chosen, interrupted), interrupted::cancel);
    }

    private int run(List<MirrorSetting> chosen, CancelSignal interrupted) {
        ProgressLines progress = new ProgressLines(cli.terminal());
        List<MirrorReport> reports = new ArrayList<>();
        for (MirrorSetting mirror : chosen) {
            MirrorReport report = mirrors.run(mirror, allowDeletes, progress, interrupted);
            progress.finish();
            reports.add(report);
            if (!json) {
                MirrorText.report(cli.terminal(), report);
            }
        }
        if (json) {
            JsonOut.print(cli, reports.stream().map(RenderedMirrors::report).toList());
        }
        return reports.stream().allMatch(MirrorReport::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }
}
