package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.MirrorStanding;
import dev.holdfast.sync.Mirrors;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast mirror status}: how the mirrors stand. */
@Command(name = "status", description = "Show how each mirror's last run ended. Looks at neither side.")
final class MirrorStatusCommand extends MirrorAction {
    @Parameters(
            paramLabel = "MIRROR",
            arity = "0..*",
            description = "A mirror's name, or a pair source[:mode]:destination (default: all in the settings).")
    private List<String> given = new ArrayList<>();

    MirrorStatusCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) {
        List<MirrorSetting> asked =
                given.stream().map(each -> meant(each, mirrors)).toList();
        List<MirrorStanding> all = given.isEmpty() ? mirrors.status() : mirrors.status(asked);
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
