package dev.holdfast.settings;

/**
 * A secret that the settings refer to cannot be had. The message is one sentence for the user and holds neither the
 * secret nor anything a command printed; the caller adds which setting it is about.
 */
public final class SecretException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What went wrong. */
    public enum Reason {
        /** The variable is not set. */
        VARIABLE_NOT_SET,
        /** The file does not exist. */
        FILE_MISSING,
        /** The file is not readable, or not a file. */
        FILE_UNREADABLE,
        /** There is a value, and it is empty. */
        EMPTY,
        /** The value is larger than any secret. */
        TOO_LARGE,
        /** The value is not one line of UTF-8 text. */
        NOT_ONE_LINE,
        /** The command could not be started, or did not succeed. */
        COMMAND_FAILED,
        /** The command did not end in time. */
        COMMAND_TIMED_OUT,
        /** The thread was interrupted while the command ran. */
        INTERRUPTED
    }

    SecretException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }
}
