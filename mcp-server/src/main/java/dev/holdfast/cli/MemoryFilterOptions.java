package dev.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which memories are meant, and how many. */
final class MemoryFilterOptions {
    @Option(names = "--category", paramLabel = "NAME", description = "Only memories of this category.")
    private @Nullable String category;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Only memories with this tag; with several, those that have all of them.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            description = "The most memories to show, from 1 to 1000 (default: ${DEFAULT-VALUE}).",
            defaultValue = "20")
    private int limit;

    @Option(names = "--cursor", paramLabel = "CURSOR", description = "Go on where an earlier page ended.")
    private @Nullable String cursor;

    Optional<String> category() {
        return Optional.ofNullable(category);
    }

    List<String> tags() {
        return tags;
    }

    Optional<String> cursor() {
        return Optional.ofNullable(cursor);
    }

    int limit() {
        return limit;
    }
}
