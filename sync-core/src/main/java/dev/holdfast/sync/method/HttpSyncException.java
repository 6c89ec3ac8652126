package dev.holdfast.sync.method;

import org.jspecify.annotations.Nullable;

/** The HTTP method failed: the server could not be reached, refused, or did not say that it has stored everything. */
public final class HttpSyncException extends SyncException {
    private static final long serialVersionUID = 1L;

    public HttpSyncException(String sentence, boolean isTransient, @Nullable Throwable cause) {
        super("http", sentence, isTransient, cause);
    }
}
