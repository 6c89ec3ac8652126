package dev.holdfast.cli;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.method.SyncException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast mirror run}: makes both sides the same. */
@Command(
        name = "run",
        description = "Make both sides the same: of all mirrors in the settings, or only of those given.",
        footer = {
            "",
            "A pair that is in no settings:  holdfast mirror run ~/notes:twoWay:/mnt/notes",
            "A side may be a folder, s3://BUCKET/PREFIX or space:NAME.",
            "",
            "Exit status: 0 all that the mode asks for is done, 1 it is not and the report says why, 2 bad usage",
            "or settings."
        })
final class MirrorRunCommand extends MirrorAction {
    @Mixin
    private final MirrorArguments arguments = new MirrorArguments();

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
    List<MirrorSetting> pairs() {
        return arguments.pairs(cli());
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        List<MirrorSetting> chosen = chosen(arguments, mirrors);
        MirrorRuns runs = new MirrorRuns(cli(), json(), mirrors, allowDeletes);
        return dryRun ? runs.plan(chosen) : runs.run(chosen);
    }
}
