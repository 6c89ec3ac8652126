package dev.holdfast.cli;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.LogLevel;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags by which any command's settings can be changed; the highest layer. */
final class SettingsOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Directory that holds all state (default: HOLDFAST_HOME, or the platform's data directory).")
    private @Nullable String home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file to read instead of holdfast.yaml in the home.")
    private @Nullable String config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set one setting for this run; may be given several times. 'config show' lists the keys.")
    private List<String> assignments = new ArrayList<>();

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info or debug.")
    private @Nullable String logLevel;

    /**
     * The settings in force.
     *
     * @throws dev.holdfast.settings.SettingsException when they are wrong; {@link Main} renders it
     */
    Settings settings(Cli cli) {
        return cli.settings(flags());
    }

    /** The flags as they were given. */
    SettingsFlags flags() {
        return new SettingsFlags(home, config, assignments, logLevel);
    }

    /**
     * The same for a command that a person looks at: its log goes to the file, and only warnings to the terminal, unless
     * the person asks for more.
     */
    Settings load(Cli cli) {
        Settings settings = settings(cli);
        boolean asked = settings.isSet(Keys.LOG_LEVEL);
        LogSetup.use(settings.home(), asked ? settings.get(Keys.LOG_LEVEL) : LogLevel.WARN);
        return settings;
    }
}
