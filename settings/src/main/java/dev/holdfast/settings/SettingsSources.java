package dev.holdfast.settings;

import java.util.Map;

/**
 * Everything that settings are read from, apart from the files that it leads to. Immutable; tests make their own.
 *
 * @param environment the environment variables
 * @param flags the command line
 * @param platform the machine
 */
public record SettingsSources(Map<String, String> environment, SettingsFlags flags, Platform platform) {
    public SettingsSources {
        environment = Map.copyOf(environment);
    }

    /** This process, with these flags. */
    public static SettingsSources ofProcess(SettingsFlags flags) {
        Map<String, String> environment = System.getenv();
        return new SettingsSources(environment, flags, Platform.current(environment));
    }

    /** Shows no values: the environment holds secrets. */
    @Override
    public String toString() {
        return "SettingsSources[" + platform.osName() + "]";
    }
}
