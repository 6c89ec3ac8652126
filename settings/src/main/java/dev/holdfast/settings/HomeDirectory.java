package dev.holdfast.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the home: {@code --home}, else {@code HOLDFAST_HOME}, else the platform's usual data directory. */
final class HomeDirectory {
    private static final String NAME = "holdfast";

    private HomeDirectory() {}

    /** The home; null when a problem was reported. */
    static @Nullable Setting<Path> find(SettingsSources sources, Problems problems) {
        Optional<String> variable = EnvironmentLayer.home(sources);
        Setting<Path> home;
        if (sources.flags().home() != null) {
            home = read(sources.flags().home(), new Origin(Origin.Kind.FLAG, "--home"), sources, problems);
        } else if (variable.isPresent()) {
            Origin where = new Origin(Origin.Kind.ENVIRONMENT, Keys.HOME.environmentName());
            home = read(variable.get(), where, sources, problems);
        } else {
            home = usual(sources, problems);
        }
        if (home != null && home.value() != null && isFile(home.value())) {
            problems.add(
                    Keys.HOME,
                    home.where(),
                    "home must be " + Keys.HOME.rule() + "; "
                            + Shown.oneLine(home.value().toString()) + " is a file.");
            return null;
        }
        return home;
    }

    private static @Nullable Setting<Path> read(String text, Origin where, SettingsSources sources, Problems problems) {
        Place place = new Place(sources.platform(), null, null);
        return new Layer(problems).read(Keys.HOME, new Raw.Text(text, where), place);
    }

    private static @Nullable Setting<Path> usual(SettingsSources sources, Problems problems) {
        Path usual = usual(sources.platform(), sources.environment()).orElse(null);
        if (usual == null) {
            problems.add(
                    Keys.HOME,
                    Origin.DEFAULT,
                    "home has no usual place on this machine, because it does not know the user's home directory; set"
                            + " HOLDFAST_HOME.");
            return null;
        }
        return new Setting<>(Keys.HOME, Origin.DEFAULT, usual);
    }

    /** The platform's usual data directory for us; empty when the machine does not know one for this user. */
    static Optional<Path> usual(Platform platform, Map<String, String> environment) {
        return base(platform, environment).map(base -> base.resolve(NAME).normalize());
    }

    private static Optional<Path> base(Platform platform, Map<String, String> environment) {
        Optional<Path> userHome = Optional.ofNullable(platform.userHome());
        if (platform.isMac()) {
            return userHome.map(home -> home.resolve("Library").resolve("Application Support"));
        }
        if (platform.isWindows()) {
            return absolute(environment.get("LOCALAPPDATA"))
                    .or(() -> userHome.map(home -> home.resolve("AppData").resolve("Local")));
        }
        return absolute(environment.get("XDG_DATA_HOME"))
                .or(() -> userHome.map(home -> home.resolve(".local").resolve("share")));
    }

    /** A relative directory in such a variable is to be ignored, says the XDG base directory specification. */
    private static Optional<Path> absolute(@Nullable String directory) {
        return Optional.ofNullable(directory)
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }

    private static boolean isFile(Path home) {
        return Files.exists(home) && !Files.isDirectory(home);
    }
}
