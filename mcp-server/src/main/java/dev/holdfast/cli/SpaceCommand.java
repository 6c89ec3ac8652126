package dev.holdfast.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code holdfast space}: documents in named spaces. */
@Command(
        name = "space",
        description = "Keep documents in spaces, and the same as directories of files that people edit.",
        footer = {
            "",
            "A document has a path in its space, such as notes/monday.md, and an id that it",
            "keeps when it is moved. What is changed or deleted can be undone for 30 days."
        })
final class SpaceCommand {
    private SpaceCommand() {}

    static CommandLine with(Cli cli) {
        return new CommandLine(new SpaceCommand())
                .addSubcommand(new SpaceListCommand(cli))
                .addSubcommand(new SpacePutCommand(cli))
                .addSubcommand(new SpaceShowCommand(cli))
                .addSubcommand(new SpaceMoveCommand(cli))
                .addSubcommand(new SpaceDeleteCommand(cli))
                .addSubcommand(new SpaceUndoCommand(cli))
                .addSubcommand(new SpaceExportCommand(cli))
                .addSubcommand(new SpaceImportCommand(cli))
                .addSubcommand(new SpaceSyncCommand(cli));
    }
}
