package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory delete}: deletes a memory. */
@Command(name = "delete", description = "Delete a memory; 'undo' brings it back for 30 days.")
final class MemoryDeleteCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "ID", description = "The memory's id.")
    private String id = "";

    MemoryDeleteCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) {
        Memory gone = store.delete(id);
        if (json()) {
            JsonOut.print(cli(), Rendered.memory(gone));
        } else {
            out().println("Memory " + gone.id() + " is deleted; 'holdfast memory undo " + gone.id()
                    + "' brings it back, for 30 days.");
        }
        return ExitCode.DONE;
    }
}
