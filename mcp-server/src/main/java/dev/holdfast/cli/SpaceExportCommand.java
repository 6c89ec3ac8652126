package dev.holdfast.cli;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.space.ExportOptions;
import dev.holdfast.sync.space.ExportVariant;
import dev.holdfast.sync.space.SpaceExporter;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.space.TransferReport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast space export}: takes documents out. */
@Command(
        name = "export",
        description = "Write the documents of a space as files, and what has changed when it is done again.",
        footer = {
            "",
            "A file that was edited there since stays as it is and is named; 'space import'",
            "takes the edit in. What is replaced or no longer in the space goes to the",
            "directory's .holdfast-trash for 30 days. The file .holdfast-space.json says",
            "which file is which document; importing needs it for the ids."
        })
final class SpaceExportCommand extends SpaceAction {
    @Parameters(index = "0", paramLabel = "SPACE", description = "The space.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "DIRECTORY", description = "Where to; made when it is not there.")
    private String directory = "";

    @Option(
            names = "--variant",
            paramLabel = "VARIANT",
            description = "flat (all in one directory), hierarchical (by the documents' parents) or by_path"
                    + " (default: ${DEFAULT-VALUE}).")
    private String variant = "by_path";

    @Option(names = "--sync-metadata", description = "Write metadata too, each in a file beside its document's.")
    private boolean metadata;

    @Option(names = "--force", description = "Replace also files that were edited there, or were there before.")
    private boolean force;

    SpaceExportCommand(Cli cli) {
        super(cli);
    }

    @Override
    int run(SpaceStore store, Settings settings) throws SyncException {
        ExportVariant layout = choice("--variant", variant, List.of(ExportVariant.values()), ExportVariant::word);
        ExportOptions options = new ExportOptions(layout, metadata, force);
        String space = space(name);
        Path to = path(directory);
        TransferReport report =
                INTERRUPTIBLE.run(interrupted -> SpaceExporter.run(store, space, to, options, interrupted), () -> {});
        return SpaceText.print(this, "Space " + space + " is exported to " + report.directory(), report);
    }
}
