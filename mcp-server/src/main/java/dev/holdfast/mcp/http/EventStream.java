package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.IteratingCallback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * One answer that is a stream of server-sent events. Sending never blocks: events wait in memory, up to a limit, until
 * the client has read the ones before; a client that falls behind further than that loses the stream. Thread-safe.
 */
final class EventStream implements McpStreamableServerTransport {
    private static final Logger log = LoggerFactory.getLogger(EventStream.class);
    private static final long UNREAD_AT_MOST = 64L << 20;
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.UTF_8);

    private final Exchange exchange;
    private final McpJsonMapper mapper;
    private final Pump pump = new Pump();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long unread;
    private boolean ended;

    private EventStream(Exchange exchange, McpJsonMapper mapper) {
        this.exchange = exchange;
        this.mapper = mapper;
    }

    /** Makes a request's answer a stream; nothing leaves before {@link #begin} or the first event. */
    static EventStream open(Exchange exchange, McpJsonMapper mapper) {
        EventStream stream = new EventStream(exchange, mapper);
        if (!exchange.claim()) {
            throw new IllegalStateException("The request has been answered already.");
        }
        var headers = exchange.response().getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Accel-Buffering", "no");
        exchange.request().addIdleTimeoutListener(timeout -> false);
        exchange.request().addFailureListener(stream.pump::abort);
        return stream;
    }

    /** Sends the headers at once: whoever sees them may rely on all that was set up before this call. */
    void begin() {
        offer(new byte[0]);
    }

    /** Has something run once when either side has ended the stream, at once if that has happened already. */
    void whenOver(Runnable action) {
        var unused = over.thenRun(action);
    }

    /** Sends an event that is no JSON-RPC message. */
    void event(String type, String data) {
        offer(("event: " + type + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Shows that the server is there, and finds out whether the client is. */
    void comment() {
        offer(COMMENT);
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return sendMessage(message, null);
    }

    /** Events carry no id, as an id would promise a replay after a lost connection. */
    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String messageId) {
        return Mono.fromRunnable(() -> send(message));
    }

    /** Sends a message at once. */
    void send(McpSchema.JSONRPCMessage message) {
        try {
            event("message", mapper.writeValueAsString(CleanErrors.in(message)));
        } catch (IOException e) {
            log.error("A message could not be written as JSON.", e);
            if (message instanceof McpSchema.JSONRPCResponse response) {
                send(CleanErrors.internal(response.id()));
            }
        }
    }

    /** Sends the error that a refused call gets when its answer is this stream. */
    void refuse(Refusal refusal, Object id) {
        send(CleanErrors.error(id, refusal.code(), refusal.sentence()));
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return mapper.convertValue(data, type);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::close);
    }

    /** Ends the stream after what was sent so far. */
    @Override
    public void close() {
        synchronized (waiting) {
            ended = true;
        }
        pump.iterate();
    }

    private void offer(byte[] bytes) {
        boolean tooMuch;
        synchronized (waiting) {
            if (ended) {
                return;
            }
            waiting.add(bytes);
            unread += bytes.length;
            tooMuch = unread > UNREAD_AT_MOST && waiting.size() > 1;
        }
        if (tooMuch) {
            pump.abort(new IOException("The client does not read its events."));
        } else {
            pump.iterate();
        }
    }

    private void over() {
        synchronized (waiting) {
            ended = true;
            waiting.clear();
        }
        over.complete(null);
    }

    /** Writes what waits, one piece at a time, as Jetty wants it. */
    private final class Pump extends IteratingCallback {
        @Override
        protected Action process() {
            byte[] next;
            synchronized (waiting) {
                next = waiting.poll();
                if (next == null) {
                    return ended ? Action.SUCCEEDED : Action.IDLE;
                }
                unread -= next.length;
            }
            exchange.response().write(false, ByteBuffer.wrap(next), this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            exchange.callback().succeeded();
            over();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            log.debug("An event stream broke off.", cause);
            exchange.callback().failed(cause);
            over();
        }
    }
}
