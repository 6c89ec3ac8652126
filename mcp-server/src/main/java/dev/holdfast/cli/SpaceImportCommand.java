package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.ImportOptions;
import dev.holdfast.sync.space.ImportOptions.OnConflict;
import dev.holdfast.sync.space.SpaceImporter;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.TransferReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space import}: brings files in. */
@Command(
        name = "import",
        description = "Make documents of the files in a directory, which stays as it is.",
        footer = {
            "",
            "Patterns are those of a .gitignore. Where the directory is an export, its",
            "documents come in with their ids, paths, metadata and parents, whatever the",
            "patterns say. No link is followed, and nothing is ever deleted from the space."
        })
final class SpaceImportCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space; made when it is not there.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "DIRECTORY", description = "Where from.")
    private String directory = "";

    @Option(names = "--pattern", paramLabel = "PATTERN", description = "Which files; may be repeated (default: *.md).")
    private List<String> patterns = new ArrayList<>();

    @Option(names = "--ignore", paramLabel = "PATTERN", description = "Which of them not; may be repeated.")
    private List<String> ignore = new ArrayList<>();

    @Option(names = "--no-recursive", description = "Only files right in the directory.")
    private boolean flat;

    @Option(
            names = "--conflict",
            paramLabel = "CHOICE",
            description = "What to do where a document is there and is another: skip, overwrite or rename"
                    + " (default: ${DEFAULT-VALUE}).")
    private String conflict = "skip";

    @Option(names = "--no-manifest", description = "Take an export for a directory like any other.")
    private boolean withoutManifest;

    SpaceImportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) throws SyncException {
        OnConflict choice = choice(
                "--conflict",
                conflict,
                List.of(OnConflict.values()),
                each -> each.name().toLowerCase(Locale.ROOT));
        ImportOptions options = new ImportOptions(
                !flat,
                patterns.isEmpty() ? ImportOptions.DEFAULT.patterns() : patterns,
                ignore,
                choice,
                !withoutManifest);
        String space = space(name);
        Path from = path(directory);
        TransferReport report =
                INTERRUPTIBLE.run(interrupted -> SpaceImporter.run(store, space, from, options, interrupted), () -> {});
        return SpaceText.print(this, report.directory() + " is imported into the space " + space, report);
    }
}
