package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.conflict.RecordedConflict;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast mirror conflicts}: what both sides changed. */
@Command(
        name = "conflicts",
        description = "List what both sides changed, until somebody chooses.",
        footer = {"", "Choose with:  holdfast mirror resolve ID source|destination|both"})
final class MirrorConflictsCommand extends MirrorAction {
    @Option(names = "--all", description = "Those that are resolved, too.")
    private boolean all;

    MirrorConflictsCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) {
        List<RecordedConflict> conflicts = mirrors.conflicts(all);
        if (json()) {
            JsonOut.print(
                    cli(), conflicts.stream().map(RenderedMirrors::conflict).toList());
        } else {
            conflicts.forEach(conflict -> MirrorText.conflict(cli().terminal(), conflict));
            if (conflicts.isEmpty()) {
                cli().terminal().err().println("There is no conflict.");
            }
        }
        return ExitCode.DONE;
    }
}
