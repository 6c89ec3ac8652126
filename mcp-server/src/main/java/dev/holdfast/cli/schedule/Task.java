package dev.holdfast.cli.schedule;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a timer runs: {@code holdfast drain} for one home. Everything that it needs is spelled out, as timers start with
 * next to no environment.
 *
 * @param launcher the script {@code holdfast}
 * @param home the home whose jobs are worked off
 * @param java the program to run it with
 */
public record Task(Path launcher, Path home, Path java) {
    /** How often. */
    static final int MINUTES = 15;

    private static final int NAME_LENGTH = 8;

    /**
     * Checks that the paths can be written down.
     *
     * @throws ScheduleException when one has a line break in it
     */
    public Task requirePlain() throws ScheduleException {
        for (Path path : List.of(launcher, home, java)) {
            if (path.toString().chars().anyMatch(Character::isISOControl)) {
                throw new ScheduleException("The path " + path + " has a control character in it, which no timer's"
                        + " definition can hold: move it to another place.");
            }
        }
        return this;
    }

    /** Names the timer of this home, the same each time. */
    String name() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(home.toString().getBytes(StandardCharsets.UTF_8));
            return "holdfast-" + HexFormat.of().formatHex(hash).substring(0, NAME_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> command() {
        return List.of(launcher.toString(), "drain", "--home", home.toString());
    }

    /** What the launcher would have to look for otherwise. */
    Map<String, String> variables() {
        return Map.of("HOLDFAST_JAVA", java.toString());
    }
}
