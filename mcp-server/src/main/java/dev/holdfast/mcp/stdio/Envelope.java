package dev.holdfast.mcp.stdio;

import org.jspecify.annotations.Nullable;

/**
 * What the transport itself needs to know of a line.
 *
 * @param kind what the line is
 * @param id its id, a {@link String} or a {@link Long}; null when it has none that is valid
 * @param method its method; empty unless it is a request or a notification
 * @param protocolVersion the parameter of that name, if it is a string
 * @param cancelledId the parameter {@code requestId}, if it is a valid id
 * @param errorCode the JSON-RPC error code when the line is invalid, else 0
 * @param problem what is wrong with the line, in one sentence; empty when nothing is
 */
record Envelope(
        Kind kind,
        @Nullable Object id,
        String method,
        @Nullable String protocolVersion,
        @Nullable Object cancelledId,
        int errorCode,
        String problem) {
    /** What a line can be. */
    enum Kind {
        /** It wants an answer. */
        REQUEST,
        /** It wants none. */
        NOTIFICATION,
        /** It answers a request of ours. */
        RESPONSE,
        /** It is not a message; it gets an error. */
        INVALID
    }

    static Envelope invalid(@Nullable Object id, int errorCode, String problem) {
        return new Envelope(Kind.INVALID, id, "", null, null, errorCode, problem);
    }
}
