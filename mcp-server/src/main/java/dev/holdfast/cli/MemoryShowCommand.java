package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory show}: everything about one memory. */
@Command(name = "show", description = "Show a memory in full, also a sensitive one.")
final class MemoryShowCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "ID", description = "The memory's id.")
    private String id = "";

    @Option(names = "--history", description = "Show also how it was before changes that can be undone.")
    private boolean history;

    MemoryShowCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(MemoryStore store) {
        Optional<Memory> memory = store.find(id);
        List<Memory> versions = history ? store.versions(id) : List.of();
        if (memory.isEmpty() && versions.isEmpty()) {
            throw new MemoryException("There is no memory \"" + Terminal.printable(id)
                    + "\"; 'holdfast memory list' shows which there are, and with --deleted which there were.");
        }
        if (json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("memory", memory.map(Rendered::memory).orElse(null));
            fields.put("history", versions.stream().map(Rendered::memory).toList());
            JsonOut.print(cli(), fields);
            return ExitCode.DONE;
        }
        memory.ifPresentOrElse(this::printAll, () -> out().println("The memory " + id + " was deleted."));
        for (Memory version : versions) {
            out().println();
            out().println("Before, in revision " + version.revision() + ":");
            printAll(version);
        }
        return ExitCode.DONE;
    }
}
