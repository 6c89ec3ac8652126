package dev.holdfast.cli;

import dev.holdfast.settings.MirrorArgument;
import dev.holdfast.settings.MirrorSetting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be wanted of a pair that is named on the command line. One of the settings says there what is wanted of it. */
final class PairWishes {
    @Option(
            names = "--initial",
            paramLabel = "HOW",
            description = "For a pair: merge, source_wins or destination_wins.")
    private @Nullable String initial;

    @Option(
            names = "--comparison",
            paramLabel = "HOW",
            description = "For a pair: hash_then_mtime, hash_only, or, unsafe, size_only, mtime_only, size_and_mtime.")
    private @Nullable String comparison;

    @Option(
            names = "--conflicts",
            paramLabel = "HOW",
            description = "For a pair: keep_both, source_wins, destination_wins, newer_wins, manual or skip.")
    private @Nullable String conflicts;

    @Option(
            names = "--ignore",
            paramLabel = "PATTERN",
            description = "For a pair: leave this alone, as a line of .gitignore says it; may be given several times.")
    private List<String> ignore = new ArrayList<>();

    @Option(names = "--delete-orphans", description = "For a pair: delete what the losing side alone has.")
    private boolean deleteOrphans;

    @Option(names = "--exclude-dot-files", description = "For a pair: leave names alone that begin with a dot.")
    private boolean excludeDotFiles;

    /** Whether nothing of this was given. */
    boolean isEmpty() {
        return wishes().isEmpty() && ignore.isEmpty();
    }

    /**
     * The mirror that a pair is.
     *
     * @throws dev.holdfast.settings.SettingsException when something of it is wrong
     */
    MirrorSetting of(String pair, Cli cli) {
        return MirrorArgument.parse(pair, wishes(), ignore, cli.platform(), Path.of(""));
    }

    private Map<String, String> wishes() {
        Map<String, String> wishes = new LinkedHashMap<>();
        put(wishes, "initial", initial);
        put(wishes, "comparison", comparison);
        put(wishes, "conflicts", conflicts);
        put(wishes, "deleteOrphans", deleteOrphans ? "true" : null);
        put(wishes, "excludeDotFiles", excludeDotFiles ? "true" : null);
        return wishes;
    }

    private static void put(Map<String, String> wishes, String name, @Nullable String value) {
        if (value != null) {
            wishes.put(name, value);
        }
    }
}
