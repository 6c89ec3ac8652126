package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client of the older SSE transport: everything it gets comes on the one stream that it opened. Thread-safe. */
final class LegacySession implements SessionTable.Live {
    private static final Logger log = LoggerFactory.getLogger(LegacySession.class);

    private final McpServerSession mcp;
    private final EventStream events;
    private final Calls calls;
    private volatile boolean initialized;

    LegacySession(McpServerSession mcp, EventStream events, InFlight inFlight) {
        this.mcp = mcp;
        this.events = events;
        this.calls = new Calls(inFlight);
    }

    @Override
    public String id() {
        return mcp.getId();
    }

    @Override
    public McpServerSession mcp() {
        return mcp;
    }

    /** Takes a message in; what there is to answer comes on the stream. */
    void take(McpSchema.JSONRPCMessage message) throws Refusal {
        if (message instanceof McpSchema.JSONRPCRequest request) {
            call(request);
        } else if (message instanceof McpSchema.JSONRPCNotification notification) {
            Object cancelled = RpcReader.cancelledRequest(notification);
            if (cancelled != null) {
                calls.cancel(cancelled);
                return;
            }
            initialized |= notification.method().equals(McpSchema.METHOD_NOTIFICATION_INITIALIZED);
            handle(message);
        } else {
            handle(message);
        }
    }

    private void call(McpSchema.JSONRPCRequest request) throws Refusal {
        boolean early = !initialized && !request.method().equals(McpSchema.METHOD_INITIALIZE);
        if (early && request.method().equals(McpSchema.METHOD_PING)) {
            events.send(McpSchema.JSONRPCResponse.result(request.id(), Map.of()));
        } else if (early) {
            // The SDK would let it wait, for ever if need be, until the handshake is over.
            throw new Refusal(
                            400,
                            McpSchema.ErrorCodes.INVALID_REQUEST,
                            "The handshake is not over; send initialize and notifications/initialized first.")
                    .about(request.id());
        } else {
            calls.start(request.id(), mcp.handle(request), events::send, () -> {});
        }
    }

    private void handle(McpSchema.JSONRPCMessage message) {
        mcp.handle(message).subscribe(nothing -> {}, failure -> log.warn("A message could not be handled.", failure));
    }

    /** Never: it lasts as long as its stream, which beats find out. */
    @Override
    public boolean isIdleFor(Duration time) {
        return false;
    }

    @Override
    public boolean hasBegun() {
        return initialized;
    }

    @Override
    public void beat() {
        events.comment();
    }

    @Override
    public void end() {
        calls.cancelAll();
        mcp.closeGracefully()
                .subscribe(nothing -> {}, failure -> log.warn("A session did not close cleanly.", failure));
        events.close();
    }
}
