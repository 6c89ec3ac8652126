package dev.holdfast.cli;

import dev.holdfast.mcp.Human;
import dev.holdfast.sync.memory.MemoryImport;
import dev.holdfast.sync.memory.MemoryStore;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory import}: brings memories in. */
@Command(
        name = "import",
        description = "Bring in the memories of a file.",
        footer = {
            "",
            "FILE is what 'memory export' wrote, the official MCP memory server's file",
            "(memory.json or memory.jsonl), or a claude_memory SQLite database; its content tells",
            "which. The same file again adds nothing. What was changed or deleted here since stays so."
        })
final class MemoryImportCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "FILE", description = "The file; it is only read.")
    private String file = "";

    MemoryImportCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) {
        MemoryImport.Report report = MemoryImport.run(path(file), store, InstantSource.system());
        if (json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("format", report.format().name().toLowerCase(Locale.ROOT));
            fields.put("stored", report.stored());
            fields.put("same", report.same());
            fields.put("different", report.different());
            JsonOut.print(cli(), fields);
        } else {
            out().println(Human.count(report.stored(), "memory", "memories") + " stored; " + report.same()
                    + " were here already"
                    + (report.different() > 0
                            ? "; " + report.different()
                                    + " are different here, or were deleted, and were left as they are"
                            : "")
                    + ".");
        }
        return ExitCode.DONE;
    }
}
