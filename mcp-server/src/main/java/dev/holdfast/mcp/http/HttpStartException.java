package dev.holdfast.mcp.http;

import org.jspecify.annotations.Nullable;

/** The server can't listen as it was told to. The message is one sentence for the user: what is wrong and what to do. */
public final class HttpStartException extends Exception {
    private static final long serialVersionUID = 1L;

    HttpStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
