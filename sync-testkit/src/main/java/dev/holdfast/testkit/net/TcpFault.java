package dev.holdfast.testkit.net;

import java.time.Duration;

/**
 * What happens to a connection on its way.
 *
 * @param delay the wait before anything passes
 * @param request what happens to the bytes from the client
 * @param reply what happens to the bytes for the client
 */
public record TcpFault(Duration delay, LineFault request, LineFault reply) {
    /** Everything passes as it comes. */
    public static final TcpFault NONE = new TcpFault(Duration.ZERO, LineFault.NONE, LineFault.NONE);

    /** The connection is taken and nothing ever comes of it; the server hears nothing. */
    public static final TcpFault SILENT = onRequest(LineFault.NONE.cut(0, Ending.SILENCE));

    /** The server hears and does everything; the client never gets a word of its reply. */
    public static final TcpFault REPLY_SWALLOWED = onReply(LineFault.NONE.cut(0, Ending.SILENCE));

    /** A fault on the way to the server alone. */
    public static TcpFault onRequest(LineFault fault) {
        return new TcpFault(Duration.ZERO, fault, LineFault.NONE);
    }

    /** A fault on the way back alone. */
    public static TcpFault onReply(LineFault fault) {
        return new TcpFault(Duration.ZERO, LineFault.NONE, fault);
    }

    /** A wait alone. */
    public static TcpFault delayed(Duration delay) {
        return new TcpFault(delay, LineFault.NONE, LineFault.NONE);
    }
}
