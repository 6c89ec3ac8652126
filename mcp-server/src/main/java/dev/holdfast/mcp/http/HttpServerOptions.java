package dev.holdfast.mcp.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the HTTP server listens and what it puts up with. Immutable; start from {@link #onPort} and change what differs.
 *
 * @param host the name or address to bind; anything beyond loopback needs a token
 * @param port the port to bind; 0 takes any free one
 * @param token gives the bearer token that every request must show, asked at each request and never kept
 * @param maxSessions how many sessions, of both transports together, may be open at once
 * @param maxBodyBytes the largest request body that is read
 * @param sessionIdle how long a session with no call in flight and no open stream is kept
 * @param connectionIdle how long a silent connection, a stalled body or a client that doesn't read is waited for
 */
public record HttpServerOptions(
        String host,
        int port,
        Optional<Supplier<String>> token,
        int maxSessions,
        int maxBodyBytes,
        Duration sessionIdle,
        Duration connectionIdle) {
    public HttpServerOptions {
        require(!host.isBlank(), "the host to listen on is empty");
        require(port >= 0 && port <= 65_535, "the port to listen on must be between 0 and 65535, but it is " + port);
        require(maxSessions > 0, "the number of sessions must be at least 1");
        require(maxBodyBytes > 0, "the largest request body must be at least 1 byte");
        require(isPositive(sessionIdle), "the idle time of sessions must be more than nothing");
        require(isPositive(connectionIdle), "the idle time of connections must be more than nothing");
    }

    /** Loopback only, no token, and limits that suit one user's assistants. */
    public static HttpServerOptions onPort(int port) {
        return new HttpServerOptions(
                "127.0.0.1", port, Optional.empty(), 64, 16 << 20, Duration.ofMinutes(30), Duration.ofSeconds(30));
    }

    public HttpServerOptions withHost(String other) {
        return new HttpServerOptions(other, port, token, maxSessions, maxBodyBytes, sessionIdle, connectionIdle);
    }

    public HttpServerOptions withToken(Supplier<String> other) {
        return new HttpServerOptions(
                host, port, Optional.of(other), maxSessions, maxBodyBytes, sessionIdle, connectionIdle);
    }

    public HttpServerOptions withMaxSessions(int other) {
        return new HttpServerOptions(host, port, token, other, maxBodyBytes, sessionIdle, connectionIdle);
    }

    public HttpServerOptions withMaxBodyBytes(int other) {
        return new HttpServerOptions(host, port, token, maxSessions, other, sessionIdle, connectionIdle);
    }

    public HttpServerOptions withSessionIdle(Duration other) {
        return new HttpServerOptions(host, port, token, maxSessions, maxBodyBytes, other, connectionIdle);
    }

    public HttpServerOptions withConnectionIdle(Duration other) {
        return new HttpServerOptions(host, port, token, maxSessions, maxBodyBytes, sessionIdle, other);
    }

    /** Often enough that open streams never look idle and that sessions end soon after their time. */
    Duration beat() {
        Duration beat = Duration.ofSeconds(15);
        beat = shorter(beat, connectionIdle.dividedBy(2));
        beat = shorter(beat, sessionIdle.dividedBy(4));
        return beat.toMillis() < 20 ? Duration.ofMillis(20) : beat;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException("HTTP server: " + otherwise + ".");
        }
    }
}
