package dev.holdfast.cli;

import java.util.List;
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

    static CommandLine with(Cli cli, List<String> words) {
        return new Commands()
                .add("list", () -> new SpaceListCommand(cli))
                .add("put", () -> new SpacePutCommand(cli))
                .add("show", () -> new SpaceShowCommand(cli))
                .add("move", () -> new SpaceMoveCommand(cli))
                .add("delete", () -> new SpaceDeleteCommand(cli))
                .add("undo", () -> new SpaceUndoCommand(cli))
                .add("export", () -> new SpaceExportCommand(cli))
                .add("import", () -> new SpaceImportCommand(cli))
                .add("sync", () -> new SpaceSyncCommand(cli))
                .addTo(new CommandLine(new SpaceCommand()), words);
    }
}
