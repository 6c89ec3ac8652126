package dev.holdfast.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the settings need to know of the machine. Immutable; tests make their own.
 *
 * @param osName as in the system property {@code os.name}
 * @param userHome the user's home directory, which {@code ~} stands for; null when the machine does not know one
 */
public record Platform(String osName, @Nullable Path userHome) {
    /**
     * This machine. On systems other than Windows {@code HOME} in the environment wins over what the password database
     * says, as it does for every shell.
     */
    public static Platform current(Map<String, String> environment) {
        String osName = System.getProperty("os.name", "");
        String home = environment.get("HOME");
        if (!isWindows(osName) && home != null && home.startsWith("/")) {
            return new Platform(osName, Path.of(home));
        }
        String property = System.getProperty("user.home", "");
        // The JVM answers "?" when the user has no entry in the password database.
        Path userHome = Path.of(property.equals("?") ? "" : property);
        return new Platform(osName, userHome.isAbsolute() ? userHome : null);
    }

    boolean isWindows() {
        return isWindows(osName);
    }

    boolean isMac() {
        return osName.toLowerCase(Locale.ROOT).startsWith("mac");
    }

    private static boolean isWindows(String osName) {
        return osName.toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
