package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code holdfast memory}: what assistants have stored here. */
@Command(
        name = "memory",
        description = "Look at, change, bring in and take out what assistants remember.",
        footer = {
            "",
            "Sensitive memories are sealed in the home, and shown by 'show ID' alone. What is changed or",
            "deleted can be undone for 30 days. None of these commands waits for the network; where a memory API",
            "is configured, changes are sent in the background."
        })
final class MemoryCommand {
    private MemoryCommand() {}

    static CommandLine with(Cli cli, List<String> words) {
        return new Commands()
                .add("add", () -> new MemoryAddCommand(cli))
                .add("recall", () -> new MemoryRecallCommand(cli))
                .add("list", () -> new MemoryListCommand(cli))
                .add("show", () -> new MemoryShowCommand(cli))
                .add("update", () -> new MemoryUpdateCommand(cli))
                .add("delete", () -> new MemoryDeleteCommand(cli))
                .add("undo", () -> new MemoryUndoCommand(cli))
                .add("import", () -> new MemoryImportCommand(cli))
                .add("export", () -> new MemoryExportCommand(cli))
                .add("allow-deletes", () -> new MemoryAllowDeletesCommand(cli))
                .add("settle", () -> new MemorySettleCommand(cli))
                .addTo(new CommandLine(new MemoryCommand()), words);
    }
}
