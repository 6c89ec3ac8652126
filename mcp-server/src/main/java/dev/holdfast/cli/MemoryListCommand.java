package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.mcp.tool.Times;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import dev.holdfast.sync.memory.MemoryStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast memory list}: goes through all memories. */
@Command(name = "list", description = "List memories, the newest first.")
final class MemoryListCommand extends MemoryAction {
    @Mixin
    private final MemoryFilterOptions options = new MemoryFilterOptions();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those created then or later; a day means its beginning.")
    private @Nullable String since;

    @Option(names = "--before", paramLabel = "TIME", description = "Only those created before then; likewise.")
    private @Nullable String before;

    @Option(names = "--deleted", description = "Those that were deleted and can be brought back instead.")
    private boolean deleted;

    @Option(
            names = "--conflicts",
            description = "What was said here of those that were changed here and elsewhere at once instead.")
    private boolean conflicts;

    MemoryListCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(MemoryStore store) {
        MemoryFilter filter =
                new MemoryFilter(options.category(), options.tags(), time("--since", since), time("--before", before));
        if ((deleted || conflicts) && !filter.equals(MemoryFilter.ALL)) {
            throw bad((deleted ? "--deleted" : "--conflicts")
                    + " lists all of them: leave out --category, --tag, --since and --before.");
        }
        MemoryPage page = page(store, filter);
        tellOfMore(page);
        if (json()) {
            JsonOut.print(cli(), Rendered.memories(page));
            return ExitCode.DONE;
        }
        printLines(page);
        if (page.memories().isEmpty()) {
            cli().terminal().err().println("There is no such memory.");
        }
        return ExitCode.DONE;
    }

    /** Only the first few conflicts are known one by one. */
    private void tellOfMore(MemoryPage page) {
        long all = conflicts
                ? api().map(api -> api.standing().records().conflicts()).orElse(0L)
                : 0;
        long more = all - page.memories().size();
        if (more > 0) {
            cli().terminal()
                    .err()
                    .println(
                            more + " more are listed once these are off the list: 'holdfast memory settle ID' says that"
                                    + " you have looked at one; both versions stay.");
        }
    }

    private MemoryPage page(MemoryStore store, MemoryFilter filter) {
        if (conflicts) {
            List<Memory> kept = api().stream()
                    .flatMap(api -> api.standing().records().conflictsFirst().stream())
                    .flatMap(id -> store.find(id).stream())
                    .toList();
            return new MemoryPage(kept, Optional.empty());
        }
        return deleted
                ? store.deleted(options.cursor(), limit(options))
                : store.list(filter, options.cursor(), limit(options));
    }

    private Optional<Instant> time(String name, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Instant> time = Times.parse(text + "T00:00").or(() -> Times.parse(text));
        if (time.isEmpty()) {
            throw bad(name + " is '" + text + "', but it must be a time such as 2026-03-01T18:30:00Z or 2026-03-01.");
        }
        return time;
    }
}
