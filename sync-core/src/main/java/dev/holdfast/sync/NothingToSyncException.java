package dev.holdfast.sync;

/** There is no source to sync. The message says how to name one. */
public final class NothingToSyncException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public NothingToSyncException(String message) {
        super(message);
    }
}
