package dev.holdfast.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from their layers, lowest to highest: built-in defaults; {@code holdfast.yaml} in the home, or the file
 * given with {@code --config}; {@code HOLDFAST_…} in the environment; flags.
 *
 * <p>The home and any path outside a file must be absolute (or start with {@code ~/}), and no file is looked for in the
 * current directory: an assistant starts its servers wherever the user's project is, and a project must not be able to
 * say where memory goes. Only the value of {@code --config}, which somebody typed, may be relative.
 *
 * <p>A variable that starts with {@code HOLDFAST_} and is neither a key's nor one of the launcher's ({@code
 * HOLDFAST_JAVA}, {@code HOLDFAST_JAVA_OPTS}, {@code HOLDFAST_LAUNCHER}) is an error, since it is most likely a slip. An
 * empty variable counts as not set. {@code MEMORY_API_URL}, {@code MEMORY_API_KEY} and {@code MEMORY_SYNC_INTERVAL} are
 * read too; together with our own variable they must say the same.
 */
public final class SettingsLoader {
    /** The settings file's name in the home. */
    public static final String FILE_NAME = "holdfast.yaml";

    private SettingsLoader() {}

    /**
     * The settings in force. Reads files; asks neither the network nor any secret. Called once at start by each command.
     *
     * @throws SettingsException with every problem, when there is any
     */
    public static Settings load(SettingsSources sources) {
        Problems problems = new Problems();
        Setting<Path> home = HomeDirectory.find(sources, problems);
        Settings.Builder builder =
                new Settings.Builder().userHome(sources.platform().userHome());
        if (home != null) {
            home.applyTo(builder);
        }
        Layer file = file(sources, home, problems);
        if (file != null) {
            file.applyTo(builder);
        }
        EnvironmentLayer.read(sources, problems).applyTo(builder);
        FlagLayer.read(sources, problems).applyTo(builder);
        Settings settings = builder.build();
        SettingsRules.check(settings, problems);
        problems.throwIfAny();
        return settings;
    }

    private static @Nullable Layer file(SettingsSources sources, @Nullable Setting<Path> home, Problems problems) {
        String config = sources.flags().config();
        Platform platform = sources.platform();
        if (config != null) {
            Path file = given(config, platform, problems);
            return file == null ? null : FileLayer.read(file, true, platform, problems);
        }
        return home == null || home.value() == null
                ? null
                : FileLayer.read(home.value().resolve(FILE_NAME), false, platform, problems);
    }

    private static @Nullable Path given(String config, Platform platform, Problems problems) {
        try {
            return new Place(platform, Path.of("").toAbsolutePath(), null).path(config);
        } catch (BadValueException e) {
            Origin where = new Origin(Origin.Kind.FLAG, "--config");
            problems.add("", where, "--config must be the path of a settings file; " + e.reason() + ".");
            return null;
        }
    }
}
