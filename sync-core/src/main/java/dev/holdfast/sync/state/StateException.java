package dev.holdfast.sync.state;

import org.jspecify.annotations.Nullable;

/**
 * One of the home's databases can't be used. The message is one sentence for the user: what is wrong, where, what to do. What was
 * to be stored was not.
 */
public class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StateException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
