package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory undo}: takes a change or a deletion back. */
@Command(
        name = "undo",
        description = "Put a memory back as it was before its last change or deletion.",
        footer = {
            "",
            "That is a change too: the same command again takes it back. 'show --history ID' has the revisions."
        })
final class MemoryUndoCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "ID", description = "The memory's id.")
    private String id = "";

    @Option(
            names = "--revision",
            paramLabel = "NUMBER",
            description = "Put it back as it was in this revision instead.")
    private @Nullable Long revision;

    MemoryUndoCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) {
        Memory memory = store.undo(id, Optional.ofNullable(revision));
        if (json()) {
            JsonOut.print(cli(), Rendered.memory(memory));
        } else {
            out().println(
                            memory.deleted().isPresent()
                                    ? "Memory " + memory.id() + " is deleted again."
                                    : "Memory " + memory.id() + " is as it was, in revision " + memory.revision()
                                            + ".");
        }
        return ExitCode.DONE;
    }
}
