package dev.holdfast.cli;

import dev.holdfast.mcp.tool.Rendered;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast verify}: whether what is on the remote could be restored. */
@Command(
        name = "verify",
        description = "Check the uploads on the remote: each manifest, and each object it names.",
        footer = {
            "",
            "Examples:",
            "  holdfast verify                  manifests, and that each object is there",
            "                                   in its size",
            "  holdfast verify --read-data      downloads each object and checks its hashes",
            "",
            "Exit status: 0 all is sound; 1 something is damaged or gone, or there is no",
            "upload at all."
        })
final class VerifyCommand implements Callable<Integer> {
    private final Cli cli;

    @Mixin
    private final SettingsOptions settingsOptions = new SettingsOptions();

    @Option(names = "--read-data", description = "Download and hash each object as well.")
    private boolean readData;

    @Option(
            names = "--system",
            paramLabel = "ID",
            description = "Whose uploads (default: this machine's own, by the setting system_id).")
    private @Nullable String system;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    VerifyCommand(Cli cli) {
        this.cli = cli;
    }

    @Override
    public Integer call() throws SyncException {
        Settings settings = settingsOptions.load(cli);
        ProgressLines progress = new ProgressLines(cli.terminal());
        try (SyncService service = cli.engine().apply(settings)) {
            VerifyReport report = Interruptible.CLOUD.run(
                    cancel -> service.verify(Optional.ofNullable(system), readData, progress, cancel),
                    progress::finish);
            if (json) {
                JsonOut.print(cli, Rendered.verify(report));
            } else {
                RestoreText.report(cli.terminal(), report);
            }
            cli.terminal().out().flush();
            return report.success() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }
}
