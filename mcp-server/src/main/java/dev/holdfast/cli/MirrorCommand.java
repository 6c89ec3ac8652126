package dev.holdfast.cli;

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

    static CommandLine with(Cli cli) {
        return new CommandLine(new MirrorCommand())
                .addSubcommand(new MirrorRunCommand(cli))
                .addSubcommand(new MirrorWatchCommand(cli))
                .addSubcommand(new MirrorStatusCommand(cli))
                .addSubcommand(new MirrorConflictsCommand(cli))
                .addSubcommand(new MirrorResolveCommand(cli))
                .addSubcommand(new MirrorTrashCommand(cli))
                .addSubcommand(new MirrorRestoreCommand(cli));
    }
}
