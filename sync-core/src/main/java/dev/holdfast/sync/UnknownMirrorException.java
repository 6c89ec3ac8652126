package dev.holdfast.sync;

/** The settings have no mirror of that name, or the list no conflict with that id. The message is a sentence for the user. */
public final class UnknownMirrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownMirrorException(String message) {
        super(message);
    }
}
