package dev.holdfast.cli.schedule;

/** A timer could not be installed, removed or looked at. The message is one sentence for the user. */
public final class ScheduleException extends Exception {
    private static final long serialVersionUID = 1L;

    public ScheduleException(String message) {
        super(message);
    }

    ScheduleException(String message, Throwable cause) {
        super(message, cause);
    }
}
