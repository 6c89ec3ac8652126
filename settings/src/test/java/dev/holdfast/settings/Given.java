package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings as a test gives them: a home and a user's home in a directory of the test's, and only these variables. */
final class Given {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> set = new ArrayList<>();
    private @Nullable String home;
    private @Nullable String config;
    private @Nullable String logLevel;
    private String osName = "Linux";

    Given(Path directory) {
        this.directory = directory;
        this.home = home().toString();
    }

    Path home() {
        return directory.resolve("home");
    }

    Path userHome() {
        return directory.resolve("user");
    }

    Path file() {
        return home().resolve("holdfast.yaml");
    }

    Given file(String text) {
        return file(file(), text);
    }

    Given file(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Given variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Given set(String assignment) {
        set.add(assignment);
        return this;
    }

    Given home(@Nullable String value) {
        home = value;
        return this;
    }

    Given config(String value) {
        config = value;
        return this;
    }

    Given logLevel(String value) {
        logLevel = value;
        return this;
    }

    Given on(String system) {
        osName = system;
        return this;
    }

    SettingsSources sources() {
        return new SettingsSources(
                environment, new SettingsFlags(home, config, set, logLevel), new Platform(osName, userHome()));
    }

    Settings load() {
        return SettingsLoader.load(sources());
    }

    SettingsException refused() {
        SettingsException refused = catchThrowableOfType(SettingsException.class, this::load);
        if (refused == null) {
            throw new AssertionError("these settings were accepted");
        }
        return refused;
    }

    String message() {
        return String.valueOf(refused().getMessage());
    }
}
