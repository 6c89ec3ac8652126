package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryRecall;
import dev.holdfast.sync.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory recall}: searches. */
@Command(name = "recall", description = "Find memories by their words, the best first.")
final class MemoryRecallCommand extends MemoryAction {
    /** A person waits longer than an assistant's tool call may. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "Words to look for; any of them may match.")
    private List<String> words = new ArrayList<>();

    @Mixin
    private final MemoryFilterOptions options = new MemoryFilterOptions();

    MemoryRecallCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(MemoryStore store) {
        MemoryFilter filter = new MemoryFilter(options.category(), options.tags(), Optional.empty(), Optional.empty());
        MemoryPage page;
        try (MemoryRecall recall = MemoryRecall.of(store, PATIENCE)) {
            recall.settle(PATIENCE);
            page = recall.recall(String.join(" ", words), filter, options.cursor(), limit(options));
        }
        if (json()) {
            JsonOut.print(cli(), Rendered.memories(page));
            return ExitCode.DONE;
        }
        printLines(page);
        if (page.memories().isEmpty()) {
            cli().terminal().err().println("No memory was found.");
        }
        return ExitCode.DONE;
    }
}
