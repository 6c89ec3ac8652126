package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.mcp.tool.RenderedMirrors;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.MirrorTrash;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.SpaceNames;
import dev.holdfast.sync.storage.StorageException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast mirror trash}: what mirrors took away and still have. */
@Command(
        name = "trash",
        description = "List what is in the trash of a mirror's two sides, the last deleted first.",
        footer = {"", "Bring a file back with:  holdfast mirror restore MIRROR PATH"})
final class MirrorTrashCommand extends MirrorAction {
    @Parameters(paramLabel = "MIRROR", description = "A mirror's name, or a pair source[:mode]:destination.")
    private String given = "";

    MirrorTrashCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(Mirrors mirrors) throws SyncException {
        MirrorSetting mirror = meant(given, mirrors);
        try {
            List<MirrorTrash> all = mirrors.trash(mirror, new CancelSignal());
            boolean memories = isMemories(mirror.source()) || isMemories(mirror.destination());
            if (memories) {
                cli().terminal()
                        .err()
                        .println(
                                "Deleted memories are not listed here: 'holdfast memory list --deleted' shows them, and"
                                        + " 'holdfast memory undo ID' brings one back.");
            }
            if (json()) {
                JsonOut.print(cli(), all.stream().map(RenderedMirrors::trash).toList());
                return ExitCode.DONE;
            }
            all.forEach(each -> out().println(
                            each.file().deleted() + "  " + each.side().word() + "  "
                                    + Human.bytes(each.file().size()) + "  "
                                    + Terminal.printable(each.file().path())));
            if (all.isEmpty() && !memories) {
                cli().terminal().err().println("Nothing is in the trash of either side.");
            }
            return ExitCode.DONE;
        } catch (StorageException e) {
            throw failed(e);
        }
    }

    /** Whether a side is the memory store, whose undo is its trash. */
    private static boolean isMemories(String side) {
        return MirrorSetting.space(side).filter(SpaceNames.MEMORIES::equals).isPresent();
    }
}
