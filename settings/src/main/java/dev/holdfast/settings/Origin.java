package dev.holdfast.settings;

/**
 * Where a value came from.
 *
 * @param kind which layer
 * @param detail the file and line, the variable's or the flag's name; empty for a default
 */
public record Origin(Kind kind, String detail) {
    /** Nobody set it. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "");

    /** The layers, lowest first: a later one wins. */
    public enum Kind {
        /** Built in. */
        DEFAULT,
        /** A settings file. */
        FILE,
        /** An environment variable. */
        ENVIRONMENT,
        /** A flag on the command line. */
        FLAG
    }

    @Override
    public String toString() {
        return switch (kind) {
            case DEFAULT -> "default";
            case FILE, ENVIRONMENT, FLAG -> detail;
        };
    }
}
