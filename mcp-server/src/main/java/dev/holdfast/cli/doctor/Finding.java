package dev.holdfast.cli.doctor;

/**
 * What one check found.
 *
 * @param check its name
 * @param level how bad it is
 * @param text what was found, and when it is not good, what to do about it
 */
public record Finding(String check, Level level, String text) {
    /** How bad a finding is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works, but the user should know. */
        WARNING,
        /** Does not work. */
        PROBLEM
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Level.OK, text);
    }

    static Finding warning(String check, String text) {
        return new Finding(check, Level.WARNING, text);
    }

    static Finding problem(String check, String text) {
        return new Finding(check, Level.PROBLEM, text);
    }
}
