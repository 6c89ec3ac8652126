package dev.holdfast.cli;

import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.storage.StorageException;
import picocli.CommandLine.Command;
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

    MirrorResolveCommand(Cli cli) {
        super(cli);
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
