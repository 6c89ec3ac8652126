package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** The Streamable HTTP transport at one path. It answers what {@link Router} lets through. Thread-safe. */
final class StreamableEndpoint implements McpStreamableServerTransportProvider {
    private static final Logger log = LoggerFactory.getLogger(StreamableEndpoint.class);
    private static final Set<String> NEED_SESSION = Set.of(
            McpSchema.METHOD_PING,
            McpSchema.METHOD_TOOLS_LIST,
            McpSchema.METHOD_TOOLS_CALL,
            McpSchema.METHOD_RESOURCES_LIST,
            McpSchema.METHOD_RESOURCES_READ,
            McpSchema.METHOD_RESOURCES_TEMPLATES_LIST,
            McpSchema.METHOD_RESOURCES_SUBSCRIBE,
            McpSchema.METHOD_RESOURCES_UNSUBSCRIBE,
            McpSchema.METHOD_PROMPT_LIST,
            McpSchema.METHOD_PROMPT_GET,
            McpSchema.METHOD_LOGGING_SET_LEVEL,
            McpSchema.METHOD_COMPLETION_COMPLETE);

    private final McpJsonMapper mapper;
    private final SessionTable<StreamableSession> sessions;
    private final InFlight inFlight;
    private McpStreamableServerSession.@Nullable Factory factory;

    StreamableEndpoint(McpJsonMapper mapper, SessionTable<StreamableSession> sessions, InFlight inFlight) {
        this.mapper = mapper;
        this.sessions = sessions;
        this.inFlight = inFlight;
    }

    /** Called once by the SDK, before the server listens. */
    @Override
    public void setSessionFactory(McpStreamableServerSession.Factory sessionFactory) {
        this.factory = sessionFactory;
    }

    void post(Exchange exchange, McpSchema.JSONRPCMessage message) throws Refusal {
        if (message instanceof McpSchema.JSONRPCRequest request
                && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            initialize(exchange, request);
            return;
        }
        StreamableSession session = session(exchange, message);
        if (message instanceof McpSchema.JSONRPCRequest request) {
            session.call(request, EventStream.open(exchange, mapper));
        } else if (message instanceof McpSchema.JSONRPCNotification notification) {
            accept(exchange, session, notification);
        } else if (message instanceof McpSchema.JSONRPCResponse response) {
            session.mcp()
                    .accept(response)
                    .subscribe(nothing -> {}, unknown -> exchange.refuse(noSuchQuestion()), () -> exchange.empty(202));
        }
    }

    void get(Exchange exchange) throws Refusal {
        session(exchange, null).listen(EventStream.open(exchange, mapper));
    }

    void delete(Exchange exchange) throws Refusal {
        sessions.end(open(exchange, null));
        exchange.empty(200);
    }

    private void initialize(Exchange exchange, McpSchema.JSONRPCRequest request) throws Refusal {
        if (factory == null) {
            throw new IllegalStateException("No MCP server was built on this transport.");
        }
        McpSchema.InitializeRequest asked = asked(request);
        sessions.takePlace();
        McpStreamableServerSessionInit init;
        try {
            init = factory.startSession(asked);
        } catch (RuntimeException e) {
            sessions.giveBack();
            throw e;
        }
        StreamableSession session = new StreamableSession(init.session(), inFlight);
        sessions.add(session);
        init.initResult().subscribe(result -> welcome(exchange, session, request.id(), result), failure -> {
            sessions.end(session);
            exchange.fail(failure);
        });
    }

    private McpSchema.InitializeRequest asked(McpSchema.JSONRPCRequest request) throws Refusal {
        try {
            return mapper.convertValue(request.params() == null ? Map.of() : request.params(), new TypeRef<>() {});
        } catch (IllegalArgumentException | McpError e) {
            log.debug("The params of initialize can't be read.", e);
            throw new Refusal(
                    400, McpSchema.ErrorCodes.INVALID_PARAMS, "The params of initialize have the wrong shape.");
        }
    }

    private void welcome(Exchange exchange, StreamableSession session, Object id, McpSchema.InitializeResult result) {
        try {
            byte[] body = mapper.writeValueAsBytes(McpSchema.JSONRPCResponse.result(id, result));
            exchange.response().getHeaders().put(HttpHeaders.MCP_SESSION_ID, session.id());
            exchange.json(200, body);
        } catch (IOException e) {
            sessions.end(session);
            exchange.fail(e);
        }
    }

    private static void accept(
            Exchange exchange, StreamableSession session, McpSchema.JSONRPCNotification notification) {
        Object cancelled = RpcReader.cancelledRequest(notification);
        if (cancelled != null) {
            session.cancel(cancelled);
            exchange.empty(202);
            return;
        }
        exchange.empty(202);
        session.mcp()
                .accept(notification)
                .subscribe(nothing -> {}, failure -> log.warn("A notification could not be handled.", failure));
    }

    private StreamableSession session(Exchange exchange, McpSchema.@Nullable JSONRPCMessage message) throws Refusal {
        StreamableSession session = open(exchange, message);
        session.use();
        return session;
    }

    private StreamableSession open(Exchange exchange, McpSchema.@Nullable JSONRPCMessage message) throws Refusal {
        String id = exchange.header(HttpHeaders.MCP_SESSION_ID);
        if (id == null) {
            if (message instanceof McpSchema.JSONRPCRequest request && !NEED_SESSION.contains(request.method())) {
                throw new Refusal(400, McpSchema.ErrorCodes.METHOD_NOT_FOUND, "This server does not know this method.")
                        .about(request.id());
            }
            throw new Refusal(
                    400,
                    Refusal.REFUSED,
                    "The Mcp-Session-Id header is missing; start with initialize, whose answer carries the id.");
        }
        StreamableSession session = sessions.find(id);
        String version = exchange.header(HttpHeaders.PROTOCOL_VERSION);
        if (version != null && !protocolVersions().contains(version)) {
            throw new Refusal(
                    400,
                    Refusal.REFUSED,
                    "The Mcp-Protocol-Version header names a version unknown to this server, which speaks "
                            + String.join(", ", protocolVersions()) + ".");
        }
        return session;
    }

    private static Refusal noSuchQuestion() {
        return new Refusal(
                400, McpSchema.ErrorCodes.INVALID_REQUEST, "The response answers no open request of this server.");
    }

    @Override
    public Mono<Void> notifyClients(String method, Object params) {
        return sessions.tellAll(method, params);
    }

    @Override
    public Mono<Void> notifyClient(String sessionId, String method, Object params) {
        return sessions.tell(sessionId, method, params);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(sessions::endAll);
    }
}
