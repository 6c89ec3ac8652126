package dev.holdfast.mcp.stdio;

import dev.holdfast.mcp.Handshake;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** The SDK's session behind the transport: its one client is ours. */
final class SdkBackend implements Backend, McpServerTransportProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SdkBackend.class);
    private static final TypeRef<Map<String, Object>> OBJECT = new TypeRef<>() {};

    private final McpJsonMapper json;
    private final Calls calls;
    private final LineWriter out;
    private volatile @Nullable McpServerSession session;
    private volatile boolean shakingHands;

    SdkBackend(McpJsonMapper json, Calls calls, LineWriter out) {
        this.json = json;
        this.calls = calls;
        this.out = out;
    }

    @Override
    public void initialize(byte[] line) {
        // The client has our answer, which says the same as the SDK's; the session need only learn who the client is.
        // It
        // serves requests from its notification on, which some clients send late or never.
        shakingHands = true;
        deliver(new JSONRPCRequest(
                McpSchema.METHOD_INITIALIZE, "handshake", read(line).get("params")));
        shakingHands = false;
        deliver(new JSONRPCNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED));
    }

    @Override
    public void request(Object id, byte[] line) {
        if (!calls.isOpen(id)) {
            return;
        }
        try {
            Map<String, Object> message = read(line);
            JSONRPCRequest request =
                    new JSONRPCRequest(String.valueOf(message.get("method")), id, message.get("params"));
            Disposable work =
                    session().handle(request).subscribe(nothing -> {}, error -> failed(id, error), () -> settled(id));
            calls.started(id, work::dispose);
        } catch (UncheckedIOException e) {
            calls.answer(id, Replies.error(id, Replies.PARSE_ERROR, "The line is not valid JSON."));
        }
    }

    @Override
    public void response(byte[] line) {
        try {
            deliver(json.convertValue(read(line), JSONRPCResponse.class));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            LOG.warn("An answer of the client's was not understood and is dropped.", e);
        }
    }

    @Override
    public void setSessionFactory(McpServerSession.Factory factory) {
        session = factory.create(new Outlet());
    }

    @Override
    public Mono<Void> notifyClients(String method, Object params) {
        return Mono.defer(() -> session().sendNotification(method, params));
    }

    @Override
    public Mono<Void> notifyClient(String sessionId, String method, Object params) {
        return notifyClients(method, params);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.defer(() -> session().closeGracefully());
    }

    @Override
    public List<String> protocolVersions() {
        return Handshake.PROTOCOL_VERSIONS;
    }

    private McpServerSession session() {
        return Objects.requireNonNull(session, "the server was not built on this transport");
    }

    private void deliver(JSONRPCMessage message) {
        session()
                .handle(message)
                .subscribe(nothing -> {}, error -> LOG.warn("A message of the client's was not handled.", error));
    }

    private Map<String, Object> read(byte[] line) {
        try {
            return json.readValue(line, OBJECT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void failed(Object id, Throwable error) {
        LOG.error("A request failed.", error);
        calls.answer(id, Replies.internalError(id));
    }

    /** A handler that ends without a result has left its request open. */
    private void settled(Object id) {
        calls.answer(id, Replies.internalError(id));
    }

    private void send(JSONRPCMessage message) {
        if (shakingHands) {
            return;
        }
        byte[] line;
        try {
            line = json.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (message instanceof JSONRPCResponse response) {
            calls.answer(response.id(), line);
        } else {
            out.send(line);
        }
    }

    /** Where the session's messages go. */
    private final class Outlet implements McpServerTransport {
        @Override
        public Mono<Void> sendMessage(JSONRPCMessage message) {
            return Mono.fromRunnable(() -> send(message));
        }

        @Override
        public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
            return json.convertValue(data, type);
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }
}
