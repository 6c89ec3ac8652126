package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code holdfast mirror}: folders that are kept the same. */
@Command(
        name = "mirror",
        description = "Keep pairs of folders the same, and settle what both sides changed.",
        footer = {
            "",
            "The settings name the pairs under 'mirrors'; run, status and watch also take a pair as it is,",
            "source[:mode]:destination. What both sides changed is kept twice, and listed",
            "until you choose. What is deleted or replaced in a folder goes to its .holdfast-trash for 30",
            "days; what is deleted in a bucket, to its .holdfast-tree/trash. What is replaced in a bucket",
            "is not kept there."
        })
final class MirrorCommand {
    private MirrorCommand() {}

    static CommandLine with(Cli cli, List<String> words) {
        return new Commands()
                .add("run", () -> new MirrorRunCommand(cli))
                .add("watch", () -> new MirrorWatchCommand(cli))
                .add("status", () -> new MirrorStatusCommand(cli))
                .add("conflicts", () -> new MirrorConflictsCommand(cli))
                .add("resolve", () -> new MirrorResolveCommand(cli))
                .add("trash", () -> new MirrorTrashCommand(cli))
                .add("restore", () -> new MirrorRestoreCommand(cli))
                .addTo(new CommandLine(new MirrorCommand()), words);
    }
}
