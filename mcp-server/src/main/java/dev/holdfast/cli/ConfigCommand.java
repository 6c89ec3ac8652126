package dev.holdfast.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code holdfast config}: the settings. */
@Command(name = "config", description = "Show or check the settings.")
final class ConfigCommand {
    private ConfigCommand() {}

    static CommandLine with(Cli cli, List<String> words) {
        return new Commands()
                .add("show", () -> new ConfigShowCommand(cli))
                .add("check", () -> new ConfigCheckCommand(cli))
                .addTo(new CommandLine(new ConfigCommand()), words);
    }
}
