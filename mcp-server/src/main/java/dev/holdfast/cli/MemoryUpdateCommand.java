package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryChange;
import dev.holdfast.sync.memory.MemoryStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast memory update}: changes a memory. */
@Command(name = "update", description = "Change a memory; what is not named stays as it is.")
final class MemoryUpdateCommand extends MemoryAction {
    @Parameters(arity = "1", paramLabel = "ID", description = "The memory's id.")
    private String id = "";

    @Option(names = "--text", paramLabel = "TEXT", description = "What it says from now on; - reads it from stdin.")
    private @Nullable String text;

    @Option(names = "--category", paramLabel = "NAME", description = "Its category from now on.")
    private @Nullable String category;

    @Option(names = "--tag", paramLabel = "TAG", description = "A tag; the ones given replace those it has.")
    private @Nullable List<String> tags;

    @Option(names = "--keyword", paramLabel = "WORD", description = "Another word to find it by; likewise.")
    private @Nullable List<String> keywords;

    @Option(names = "--importance", paramLabel = "0..1", description = "How important it is.")
    private @Nullable Double importance;

    @Option(names = "--sensitive", negatable = true, description = "Whether it is sealed and shown only by its id.")
    private @Nullable Boolean sensitive;

    MemoryUpdateCommand(Cli cli) {
        super(cli);
    }

    @Override
    boolean changes() {
        return true;
    }

    @Override
    int run(MemoryStore store) throws IOException {
        MemoryChange change = new MemoryChange(
                Optional.ofNullable(category),
                text == null ? Optional.empty() : Optional.of(textOrInput(text)),
                joined(tags),
                joined(keywords),
                Optional.ofNullable(importance),
                Optional.ofNullable(sensitive));
        if (change.isNone()) {
            throw bad("Say what to change: --text, --category, --tag, --keyword, --importance or --sensitive.");
        }
        Memory memory = store.update(id, change);
        if (json()) {
            JsonOut.print(cli(), Rendered.memory(memory));
        } else {
            out().println("Memory " + memory.id() + " is now in revision " + memory.revision() + ".");
        }
        return ExitCode.DONE;
    }

    private static Optional<String> joined(@Nullable List<String> words) {
        return Optional.ofNullable(words).map(all -> String.join(", ", all));
    }
}
