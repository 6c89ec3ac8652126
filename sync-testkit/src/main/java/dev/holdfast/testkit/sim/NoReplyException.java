package dev.holdfast.testkit.sim;

import java.io.IOException;

/** No reply came in time. Whether the request had its effect, or still will, is not known. */
public final class NoReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    NoReplyException(String server) {
        super("No reply from " + server + ".");
    }
}
