package dev.holdfast.cli;

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

    static CommandLine with(Cli cli) {
        return new CommandLine(new MemoryCommand())
                .addSubcommand(new MemoryAddCommand(cli))
                .addSubcommand(new MemoryRecallCommand(cli))
                .addSubcommand(new MemoryListCommand(cli))
                .addSubcommand(new MemoryShowCommand(cli))
                .addSubcommand(new MemoryUpdateCommand(cli))
                .addSubcommand(new MemoryDeleteCommand(cli))
                .addSubcommand(new MemoryUndoCommand(cli))
                .addSubcommand(new MemoryImportCommand(cli))
                .addSubcommand(new MemoryExportCommand(cli))
                .addSubcommand(new MemoryAllowDeletesCommand(cli))
                .addSubcommand(new MemorySettleCommand(cli));
    }
}
