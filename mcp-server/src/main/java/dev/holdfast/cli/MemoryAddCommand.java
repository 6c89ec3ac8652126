package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory add}: stores a memory. */
@Command(name = "add", description = "Store a memory.")
final class MemoryAddCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "TEXT", description = "What to remember; - reads it from stdin.")
    private String text = "";

    @Option(names = "--category", paramLabel = "NAME", description = "What kind it is (default: ${DEFAULT-VALUE}).")
    private String category = NewMemory.USUAL_CATEGORY;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag; may be given several times.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--keyword", paramLabel = "WORD", description = "Another word to find it by; likewise.")
    private List<String> keywords = new ArrayList<>();

    @Option(
            names = "--importance",
            paramLabel = "0..1",
            description = "How important it is (default: ${DEFAULT-VALUE}).")
    private double importance = NewMemory.USUAL_IMPORTANCE;

    @Option(names = "--sensitive", description = "Seal it, and show it only by its id.")
    private boolean sensitive;

    MemoryAddCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) throws IOException {
        MemoryText said = new MemoryText(textOrInput(text), String.join(", ", tags), String.join(", ", keywords));
        MemoryStore.Added added = store.add(new NewMemory(category, said, importance, sensitive));
        if (json()) {
            JsonOut.print(
                    cli(),
                    Map.of(
                            "id",
                            added.memory().id(),
                            "stored",
                            added.fresh(),
                            "memory",
                            Rendered.memory(added.memory())));
        } else {
            out().println(
                            added.fresh()
                                    ? "Stored as memory " + added.memory().id() + "."
                                    : "Nothing was stored: memory "
                                            + added.memory().id() + " says exactly that.");
        }
        return ExitCode.DONE;
    }
}
