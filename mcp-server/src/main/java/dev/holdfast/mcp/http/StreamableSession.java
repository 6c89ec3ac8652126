package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the Streamable HTTP transport: its calls, each answered on a stream of its own, and the stream on which
 * it listens for what the server sends by itself. Thread-safe.
 */
final class StreamableSession implements SessionTable.Live {
    private static final Logger log = LoggerFactory.getLogger(StreamableSession.class);

    private final McpStreamableServerSession mcp;
    private final Calls calls;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;
    private volatile long lastUsed = System.nanoTime();

    StreamableSession(McpStreamableServerSession mcp, InFlight inFlight) {
        this.mcp = mcp;
        this.calls = new Calls(inFlight);
    }

    @Override
    public String id() {
        return mcp.getId();
    }

    @Override
    public McpStreamableServerSession mcp() {
        return mcp;
    }

    /** Hears that the client has used the session that the handshake's first message has made. */
    void use() {
        begun = true;
        touch();
    }

    private void touch() {
        lastUsed = System.nanoTime();
    }

    /** Answers a call on a stream opened for it. */
    void call(McpSchema.JSONRPCRequest request, EventStream events) {
        track(events);
        events.begin();
        try {
            calls.start(
                    request.id(),
                    mcp.responseStream(new AnswerTransport(events)).handle(request),
                    events::send,
                    events::close);
        } catch (Refusal refusal) {
            events.refuse(refusal, request.id());
            events.close();
        }
    }

    void cancel(Object requestId) {
        calls.cancel(requestId);
    }

    /** Listens on this stream from now on; the one before, if any, is closed. */
    void listen(EventStream events) {
        track(events);
        McpStreamableServerSessionStream stream = mcp.listeningStream(events);
        events.whenOver(stream::releaseTransport);
        // Only now, so that a client that has seen the headers is the one that listens.
        events.begin();
    }

    private void track(EventStream events) {
        open.add(events);
        events.whenOver(() -> {
            touch();
            open.remove(events);
        });
    }

    @Override
    public boolean isIdleFor(Duration time) {
        return open.isEmpty() && calls.areNone() && System.nanoTime() - lastUsed > time.toNanos();
    }

    @Override
    public boolean hasBegun() {
        return begun;
    }

    @Override
    public void beat() {
        open.forEach(EventStream::comment);
    }

    @Override
    public void end() {
        calls.cancelAll();
        mcp.closeGracefully()
                .subscribe(nothing -> {}, failure -> log.warn("A session did not close cleanly.", failure));
        open.forEach(EventStream::close);
    }
}
