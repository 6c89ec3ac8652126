package dev.holdfast.sync;

/**
 * There is no source to sync. The message says how to name one. Where syncing was not the caller's own wish, as at a
 * session's end, this is no failure: catch it and pass the message on as a note.
 */
public final class NothingToSyncException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public NothingToSyncException(String message) {
        super(message);
    }
}
