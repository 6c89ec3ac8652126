package dev.holdfast.sync;

/** A request names a method that this installation does not have. The message says which there are. */
public final class UnknownMethodException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnknownMethodException(String message) {
        super(message);
    }
}
