package dev.holdfast.sync.method.http;

import org.jspecify.annotations.Nullable;

/**
 * A call to the server failed. The message is a sentence for the user that holds nothing the server said. Unchecked, as it
 * has to pass through the SDK.
 */
final class CallFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What follows from it. */
    enum Kind {
        /** Trying again may help. */
        TRANSIENT,
        /** The conversation is over; a new one may help. */
        SESSION_LOST,
        /** The server broke over this call; it may not over another, or later. */
        BROKE,
        /** The call carried too much. */
        TOO_LARGE,
        /** The server understood the call and would not do it, or could not. */
        REFUSED,
        /** The server sends callers on to a place that is not followed. */
        SENT_ON,
        /** Somebody must act. */
        PERMANENT
    }

    private final Kind kind;

    CallFailure(Kind kind, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** Whether trying again may help with nobody doing anything. */
    boolean mayPass() {
        return kind != Kind.PERMANENT && kind != Kind.SENT_ON;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    /** What is somewhere behind a failure that the SDK gave, if there is one. */
    static @Nullable CallFailure behind(Throwable failure) {
        Throwable each = failure;
        while (each != null && !(each instanceof CallFailure)) {
            each = each.getCause();
        }
        return (CallFailure) each;
    }
}
