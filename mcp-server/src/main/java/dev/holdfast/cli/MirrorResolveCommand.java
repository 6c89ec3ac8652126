package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.storage.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast mirror resolve}: settles a conflict. */
@Command(
        name = "resolve",
        description = "Settle a conflict as you choose, and bring the outcome to both sides.",
        footer = {
            "",
            "The version that you don't choose goes to the trash for 30 days: .holdfast-trash in a folder,",
            ".holdfast-tree/trash in a bucket. A bucket keeps no version that is replaced there."
        })
final class MirrorResolveCommand extends MirrorAction {
    @Parameters(index = "0", paramLabel = "ID", description = "The conflict, as 'mirror conflicts' lists it.")
    private String id = "";

    @Parameters(index = "1", paramLabel = "CHOICE", description = "source, destination or both.")
    private String choice = "";

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "PAIR",
            description = "The pair source[:mode]:destination that it is a conflict of, where that is in no settings.")
    private @Nullable String pair;

    @Mixin
    private final PairWishes wishes = new PairWishes();

    MirrorResolveCommand(Cli cli) {
        super(cli);
    }

    @Override
    List<MirrorSetting> pairs() {
        if (pair == null && !wishes.isEmpty()) {
            throw bad("What is wanted of a mirror stands with it in the settings: such a flag is for a pair.");
        }
        return pair == null ? List.of() : List.of(wishes.of(pair, cli()));
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        ConflictChoice chosen = ConflictChoice.named(choice)
                .orElseThrow(() -> bad("'" + choice + "' is no choice: say source, destination or both."));
        try {
            MirrorReport report = mirrors.resolve(id, chosen, new CancelSignal());
            if (json()) {
                JsonOut.print(cli(), RenderedMirrors.report(report));
            } else {
                out().println("Resolved: " + chosen.word() + ".");
                MirrorText.report(cli().terminal(), report);
            }
            return report.ok() ? ExitCode.DONE : ExitCode.FAILED;
        } catch (StorageException e) {
            throw failed(e);
        }
    }
}
