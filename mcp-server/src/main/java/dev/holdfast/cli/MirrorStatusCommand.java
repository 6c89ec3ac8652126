package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.sync.MirrorStanding;
import dev.holdfast.sync.Mirrors;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code holdfast mirror status}: how the mirrors stand. */
@Command(name = "status", description = "Show how each mirror's last run ended. Looks at neither side.")
final class MirrorStatusCommand extends MirrorAction {
    MirrorStatusCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) {
        List<MirrorStanding> all = mirrors.status();
        if (json()) {
            JsonOut.print(cli(), all.stream().map(RenderedMirrors::standing).toList());
        } else {
            all.forEach(standing -> MirrorText.standing(cli().terminal(), standing));
            if (all.isEmpty()) {
                cli().terminal().err().println("The settings name no mirror.");
            }
        }
        return ExitCode.DONE;
    }
}
