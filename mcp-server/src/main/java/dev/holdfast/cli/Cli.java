package dev.holdfast.cli;

import dev.holdfast.mcp.stdio.ProtocolStreams;
import dev.holdfast.settings.Platform;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import dev.holdfast.settings.SettingsLoader;
import dev.holdfast.settings.SettingsSources;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a command has around it: streams, environment, and the way to the engine. Made once by {@link Main}.
 *
 * @param streams the real standard input and output; {@code System.out} leads to stderr by then
 * @param terminal where to write for people
 * @param environment the environment variables
 * @param engine how to reach the engine
 */
record Cli(
        ProtocolStreams streams,
        Terminal terminal,
        Map<String, String> environment,
        Function<Settings, SyncService> engine) {

    static Cli ofProcess(ProtocolStreams streams) {
        Map<String, String> environment = System.getenv();
        PrintWriter out = new PrintWriter(streams.out(), false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new Cli(streams, Terminal.of(out, err, environment), environment, SyncServices::standard);
    }

    /**
     * The settings in force under these flags.
     *
     * @throws dev.holdfast.settings.SettingsException when they are wrong
     */
    Settings settings(SettingsFlags flags) {
        return SettingsLoader.load(new SettingsSources(environment, flags, platform()));
    }

    /** The user's home directory; the current one where the machine knows none. */
    Path userHome() {
        return Optional.ofNullable(platform().userHome()).orElse(Path.of(""));
    }

    /** What the settings need to know of this machine. */
    Platform platform() {
        return Platform.current(environment);
    }
}
