package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code holdfast extension}: what was added to this home. */
@Command(
        name = "extension",
        description = "Add, list or remove extensions: embeddings, and sync methods of other makers.",
        footer = {
            "",
            "Examples:",
            "  holdfast extension add embeddings       build the embeddings and add them",
            "  holdfast extension add pigeon.jar       add a sync method",
            "",
            "An extension is code that runs with your rights: add only what you trust.",
            "It is used by what starts afterwards; servers that are running go on as they are."
        })
final class ExtensionCommand {
    private ExtensionCommand() {}

    static CommandLine with(Cli cli, List<String> words) {
        return new Commands()
                .add("add", () -> new ExtensionAddCommand(cli))
                .add("list", () -> new ExtensionListCommand(cli))
                .add("remove", () -> new ExtensionRemoveCommand(cli))
                .addTo(new CommandLine(new ExtensionCommand()), words);
    }
}
