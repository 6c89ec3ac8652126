package dev.holdfast.cli;

import dev.holdfast.settings.MirrorArgument;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.SpaceException;
import dev.holdfast.sync.space.SpaceNames;
import dev.holdfast.sync.space.SpaceStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space sync}: makes a space and a directory the same. */
@Command(
        name = "sync",
        description = "Make a space and a directory the same.",
        footer = {
            "",
            "Each run knows what both had after the one before, so that it tells an edit",
            "from a deletion. What both changed is kept twice, and 'mirror conflicts' lists",
            "it. To have it done with every sync, name the pair in the settings:",
            "  mirrors: [\"space:NAME:twoWay:DIRECTORY\"]",
            "",
            "Exit status: 0 all that was asked for is done, 1 it is not and the report says",
            "why, 2 bad usage."
        })
final class SpaceSyncCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space; the first run makes it.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "DIRECTORY", description = "The directory, which has to be there.")
    private String directory = "";

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            description = "space_to_directory, directory_to_space or bidirectional (default: ${DEFAULT-VALUE}).")
    private String direction = "bidirectional";

    @Option(
            names = "--resolution",
            paramLabel = "CHOICE",
            description = "What becomes of what both changed: keep_both, space_wins, directory_wins, newer_wins, manual"
                    + " or skip (default: keep_both).")
    private @Nullable String resolution;

    @Option(
            names = "--ignore",
            paramLabel = "PATTERN",
            description = "Leave this alone, as a line of .gitignore says it; may be given several times.")
    private List<String> ignore = new ArrayList<>();

    @Option(names = "--dry-run", description = "Show what would be done; change nothing.")
    private boolean dryRun;

    @Option(names = "--delete-orphans", description = "Delete also what only the side has that is written to.")
    private boolean deleteOrphans;

    @Option(names = "--no-metadata", description = "Leave metadata out; otherwise files beside the documents show it.")
    private boolean withoutMetadata;

    @Option(
            names = "--allow-deletes",
            description = "Delete this time though most of a side's files would go, or a side is empty.")
    private boolean allowDeletes;

    SpaceSyncCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) throws SyncException {
        MirrorSetting pair = pair();
        if (dryRun && !name.equals(SpaceNames.MEMORIES) && !store.has(name)) {
            store.requireNotDeleted(name);
            throw new SpaceException("There is no space '" + name
                    + "' yet: without --dry-run it is made, and gets what the directory has.");
        }
        try (Mirrors mirrors = new Mirrors(settings, List.of(pair), InstantSource.system())) {
            MirrorRuns runs = new MirrorRuns(cli(), json(), mirrors, allowDeletes);
            return dryRun ? runs.plan(List.of(pair)) : runs.run(List.of(pair));
        }
    }

    private MirrorSetting pair() {
        Map<String, String> wishes = new LinkedHashMap<>();
        wishes.put("source", MirrorSetting.ofSpace(space(name)));
        wishes.put("destination", directory);
        wishes.put("direction", direction);
        if (resolution != null) {
            wishes.put("conflicts", resolution);
        }
        if (deleteOrphans) {
            wishes.put("deleteOrphans", "true");
        }
        if (withoutMetadata) {
            wishes.put("syncMetadata", "false");
        }
        return MirrorArgument.parse(wishes, ignore, cli().platform(), Path.of(""));
    }
}
