package dev.holdfast.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the meaning of a written value depends on, besides its text.
 *
 * @param platform the machine
 * @param directory what relative paths are relative to: the settings file's directory; null outside a file, where a
 *     relative path would depend on the directory that the assistant happened to start in
 * @param variable the environment variable that holds the value; null elsewhere
 */
record Place(
        Platform platform,
        @Nullable Path directory,
        @Nullable String variable) {
    /**
     * The absolute, normalised path that a user means: {@code ~} is the home directory.
     *
     * @throws BadValueException when it is none
     */
    Path path(String text) {
        if (text.isBlank()) {
            throw new BadValueException("a path in it is empty");
        }
        Path path = withHome(text);
        if (path.isAbsolute()) {
            return path.normalize();
        }
        if (directory == null) {
            throw new BadValueException("the path " + Shown.value(text)
                    + " is relative, and outside a settings file a path must be absolute");
        }
        return directory.resolve(path).normalize();
    }

    private Path withHome(String text) {
        try {
            return text.charAt(0) == '~' ? belowHome(text) : Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadValueException(Shown.value(text) + " is not a path on this machine");
        }
    }

    private Path belowHome(String text) {
        String rest = text.substring(1);
        if (!rest.isEmpty() && rest.charAt(0) != '/' && rest.charAt(0) != '\\') {
            throw new BadValueException(Shown.value(text) + " names another user's home, and only ~/ is understood");
        }
        if (platform.userHome() == null) {
            throw new BadValueException("what ~ stands for is not known on this machine");
        }
        return rest.isEmpty() ? platform.userHome() : platform.userHome().resolve(rest.substring(1));
    }
}
