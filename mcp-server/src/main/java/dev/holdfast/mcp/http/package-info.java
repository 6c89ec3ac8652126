/**
 * The HTTP door: Streamable HTTP at {@code /mcp} and the older SSE transport at {@code /sse}, both on one Jetty server.
 *
 * <p>The SDK supplies the sessions and the protocol; the transports are ours. The SDK's own servlets hold a thread for
 * every waiting call, know no limit on sessions, ignore cancellation and answer errors with serialized exceptions, and
 * none of that can be changed from outside.
 */
@NullMarked
package dev.holdfast.mcp.http;

import org.jspecify.annotations.NullMarked;
