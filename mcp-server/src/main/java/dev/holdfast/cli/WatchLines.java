package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.MirrorWatch;
import dev.holdfast.sync.mirror.Conflict;
import dev.holdfast.sync.mirror.LeftOut;
import dev.holdfast.sync.mirror.run.MirrorReport;
import java.util.List;

/**
 * What is told of one watched mirror: each run that did something, and what is the matter, but only when that has changed. For
 * the one thread that watches it.
 */
final class WatchLines implements MirrorWatch.Listener {
    private final Cli cli;
    private final MirrorSetting mirror;
    private final boolean json;

    private Object told = Standing.GOOD;

    /** What is the matter after a run. */
    private record Standing(
            MirrorReport.Outcome outcome, List<String> faults, List<Conflict> conflicts, List<LeftOut> leftOut) {
        static final Standing GOOD = new Standing(MirrorReport.Outcome.DONE, List.of(), List.of(), List.of());

        static Standing of(MirrorReport report) {
            return report.ok()
                    ? GOOD
                    : new Standing(report.outcome(), report.faults(), report.conflicts(), report.leftOut());
        }
    }

    /** @param json whether runs are told as JSON */
    WatchLines(Cli cli, MirrorSetting mirror, boolean json) {
        this.cli = cli;
        this.mirror = mirror;
        this.json = json;
    }

    @Override
    public void ran(MirrorReport report) {
        Standing standing = Standing.of(report);
        boolean isNews = report.done().operations() > 0 || !standing.equals(told);
        told = standing;
        if (!isNews) {
            return;
        }
        if (json) {
            JsonOut.print(cli, RenderedMirrors.report(report));
        } else {
            MirrorText.line(cli.terminal(), report);
            cli.terminal().out().flush();
        }
    }

    @Override
    public void hindered(String sentence) {
        told = sentence;
        cli.terminal()
                .err()
                .println("holdfast: the mirror " + mirror.name() + " can't be run just now, and is tried again: "
                        + Terminal.printable(sentence));
    }
}
