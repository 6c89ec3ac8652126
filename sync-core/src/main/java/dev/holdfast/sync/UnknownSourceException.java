package dev.holdfast.sync;

/** A request names a source that the settings do not have. The message says which one and which there are. */
public final class UnknownSourceException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnknownSourceException(String message) {
        super(message);
    }
}
