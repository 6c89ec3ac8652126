package dev.holdfast.sync.snapshot;

import java.io.IOException;

/** The file changed between two readings. Another snapshot of it may well succeed. */
public final class ChangedWhileReadException extends IOException {
    private static final long serialVersionUID = 1L;

    public ChangedWhileReadException(String message) {
        super(message);
    }
}
