package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The SSE transport of the first protocol version, for clients that know no other: a GET opens the one stream on which
 * everything is answered, and its first event says where to POST. Thread-safe.
 */
final class LegacyEndpoint implements McpServerTransportProvider {
    private static final String SESSION = "sessionId";

    private final String messagePath;
    private final McpJsonMapper mapper;
    private final SessionTable<LegacySession> sessions;
    private final InFlight inFlight;
    private McpServerSession.@Nullable Factory factory;

    LegacyEndpoint(String messagePath, McpJsonMapper mapper, SessionTable<LegacySession> sessions, InFlight inFlight) {
        this.messagePath = messagePath;
        this.mapper = mapper;
        this.sessions = sessions;
        this.inFlight = inFlight;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(ProtocolVersions.MCP_2024_11_05);
    }

    /** Called once by the SDK, before the server listens. */
    @Override
    public void setSessionFactory(McpServerSession.Factory sessionFactory) {
        this.factory = sessionFactory;
    }

    void open(Exchange exchange) throws Refusal {
        if (factory == null) {
            throw new IllegalStateException("No MCP server was built on this transport.");
        }
        sessions.takePlace();
        EventStream events = EventStream.open(exchange, mapper);
        LegacySession session = new LegacySession(factory.create(events), events, inFlight);
        sessions.add(session);
        events.whenOver(() -> sessions.end(session));
        events.event("endpoint", messagePath + "?" + SESSION + "=" + session.id());
    }

    void post(Exchange exchange, McpSchema.JSONRPCMessage message) throws Refusal {
        String id = Request.extractQueryParameters(exchange.request()).getValue(SESSION);
        sessions.find(id).take(message);
        exchange.empty(202);
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
