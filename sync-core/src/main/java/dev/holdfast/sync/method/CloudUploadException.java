package dev.holdfast.sync.method;

import org.jspecify.annotations.Nullable;

/** The cloud method failed: a source could not be read, or the storage could not be used. */
public final class CloudUploadException extends SyncException {
    private static final long serialVersionUID = 1L;

    public CloudUploadException(String sentence, boolean isTransient, @Nullable Throwable cause) {
        super("cloud", sentence, isTransient, cause);
    }
}
