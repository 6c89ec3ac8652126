package dev.holdfast.sync.method.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.sync.method.http.CallFailure.Kind;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Streamable HTTP for the SDK's client, with a server that may be hostile: the SDK's own has no limit on the time a reply
 * takes. A message is sent and its reply read on the thread that asks for it, within one limit. Of what comes in a stream
 * before the reply nothing is answered or passed on. For one conversation; {@link HttpCalls#abort} ends it.
 */
final class BoundedTransport implements McpClientTransport {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedTransport.class);
    private static final int LONGEST_SESSION_ID = 1024;
    private static final Duration PARTING_LIMIT = Duration.ofSeconds(2);

    private final HttpCalls calls;
    private final ObjectMapper json;
    private final McpJsonMapper mapper;
    private final Duration limit;
    private URI endpoint;
    private Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> receiver = message -> message;
    private @Nullable String session;
    private @Nullable String version;
    private final long openBy;
    private long sent;
    private boolean broken;
    private boolean open;

    BoundedTransport(HttpCalls calls, URI endpoint, ObjectMapper json, McpJsonMapper mapper, Duration limit) {
        this.calls = calls;
        this.endpoint = endpoint;
        this.json = json;
        this.mapper = mapper;
        this.limit = limit;
        this.openBy = System.nanoTime() + limit.toNanos();
    }

    /** Until this all calls together have one limit, which began when this was made; each has one of its own from now on. */
    void opened() {
        open = true;
    }

    /** How many bytes of messages went out. */
    long sent() {
        return sent;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(
                ProtocolVersions.MCP_2025_03_26, ProtocolVersions.MCP_2025_06_18, ProtocolVersions.MCP_2025_11_25);
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        receiver = handler;
        return Mono.empty();
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromRunnable(() -> exchange(message));
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return mapper.convertValue(data, type);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(this::close);
    }

    /** Tells the server that the conversation is over, if it listens; never fails. */
    @Override
    public void close() {
        if (session == null || broken) {
            return;
        }
        try {
            calls.call("DELETE", endpoint, headers(), new byte[0], any -> false, HttpCalls.Deadline.in(PARTING_LIMIT));
        } catch (CallFailure | CancellationException e) {
            LOG.debug("The server did not hear that the conversation is over: {}", e.getMessage());
        }
        session = null;
    }

    private void exchange(JSONRPCMessage message) {
        try {
            tryExchange(message);
        } catch (CallFailure e) {
            broken |= e.kind() != Kind.TOO_LARGE && e.kind() != Kind.REFUSED;
            throw e;
        }
    }

    private void tryExchange(JSONRPCMessage message) {
        byte[] content = written(message);
        sent += content.length;
        HttpCalls.Reply reply =
                calls.call("POST", endpoint, headers(), content, event -> isReply(event, message), deadline());
        endpoint = reply.from();
        check(reply);
        if (message instanceof JSONRPCRequest request) {
            receive(request, reply);
        }
    }

    private HttpCalls.Deadline deadline() {
        return open ? HttpCalls.Deadline.in(limit) : new HttpCalls.Deadline(openBy, limit);
    }

    private byte[] written(JSONRPCMessage message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (IOException e) {
            throw new IllegalStateException("a message can always be written", e);
        }
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        headers.put(HttpHeaders.CONTENT_TYPE, "application/json");
        headers.put(HttpHeaders.ACCEPT, "application/json, text/event-stream");
        if (session != null) {
            headers.put(HttpHeaders.MCP_SESSION_ID, session);
        }
        if (version != null) {
            headers.put(HttpHeaders.PROTOCOL_VERSION, version);
        }
        return headers;
    }

    private void check(HttpCalls.Reply reply) {
        switch (reply.status()) {
            case 200, 202, 204 -> {
                if (session != null && !reply.session().orElse(session).equals(session)) {
                    throw nonsense("it answered for another session");
                }
            }
            case 401, 403 ->
                throw new CallFailure(
                        Kind.PERMANENT, "it refuses the token (status " + reply.status() + "): check http_token", null);
            case 500 -> throw new CallFailure(Kind.BROKE, "it is not able to answer (status 500)", null);
            case 413 -> throw new CallFailure(Kind.TOO_LARGE, "it takes no call of this size", null);
            case 400, 404 ->
                throw session == null
                        ? new CallFailure(
                                Kind.PERMANENT,
                                "there is no MCP endpoint at this address (status " + reply.status()
                                        + "): check http_endpoint",
                                null)
                        : new CallFailure(Kind.SESSION_LOST, "it has forgotten the session", null);
            default -> throw unusual(reply.status());
        }
    }

    private static CallFailure unusual(int status) {
        boolean mayPass = status >= 500 || status == 408 || status == 425 || status == 429;
        return mayPass
                ? new CallFailure(Kind.TRANSIENT, "it is not able to answer (status " + status + ")", null)
                : new CallFailure(
                        Kind.PERMANENT, "it refuses the call (status " + status + "): check http_endpoint", null);
    }

    private void receive(JSONRPCRequest request, HttpCalls.Reply reply) {
        String text = reply.message().orElseThrow(() -> nonsense("it ended its reply without an answer"));
        if (!isReply(text, request)) {
            throw nonsense("it answered another question");
        }
        JSONRPCMessage message = message(text);
        if (!(message instanceof JSONRPCResponse response)) {
            throw nonsense("its answer is no answer");
        }
        if (response.error() != null) {
            throw new CallFailure(Kind.REFUSED, "it answered with an error of its own", null);
        }
        if (request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            begin(reply, text);
        }
        receiver.apply(Mono.just(message)).block();
    }

    private void begin(HttpCalls.Reply reply, String text) {
        session = reply.session().orElse(null);
        if (session != null && session.length() > LONGEST_SESSION_ID) {
            throw nonsense("its session id is longer than any");
        }
        String agreed = tree(text).path("result").path("protocolVersion").asText();
        version = protocolVersions().contains(agreed) ? agreed : null;
    }

    private JSONRPCMessage message(String text) {
        try {
            return McpSchema.deserializeJsonRpcMessage(mapper, text);
        } catch (IOException | IllegalArgumentException e) {
            throw nonsense("its answer is no message of the protocol");
        }
    }

    private boolean isReply(String text, JSONRPCMessage to) {
        JsonNode message = tree(text);
        return to instanceof JSONRPCRequest request
                && !message.has("method")
                && message.path("id").asText().equals(String.valueOf(request.id()));
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw nonsense("its answer is not JSON");
        }
    }

    /** What is behind it is left out, as it may quote the server. */
    private static CallFailure nonsense(String sentence) {
        return new CallFailure(Kind.TRANSIENT, sentence, null);
    }
}
