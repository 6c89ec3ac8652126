package dev.holdfast.sync.method.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.http.CallFailure.Kind;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Akosha over its MCP endpoint, by the SDK's client. Only this class and its transport load the SDK. */
final class AkoshaServer implements MemoryServer {
    private static final Logger LOG = LoggerFactory.getLogger(AkoshaServer.class);
    private static final List<String> TOOLS = List.of("batch_store_memories", "akosha_batch_store_memories");
    private static final int MOST_PAGES = 20;
    /** The transport keeps the limit; the SDK's own is there only because it wants one. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final BoundedTransport transport;
    private final McpSyncClient client;
    private String tool = "";

    private AkoshaServer(HttpCalls calls, URI endpoint, Duration limit) {
        transport = new BoundedTransport(calls, endpoint, JSON, new JacksonMcpJsonMapper(JSON), limit);
        client = McpClient.sync(transport)
                .clientInfo(Implementation.builder("holdfast", "1").build())
                .requestTimeout(limit.plus(GRACE))
                .initializationTimeout(limit.plus(GRACE))
                .jsonSchemaValidator(new NoSchemas())
                .build();
    }

    /**
     * Shakes hands and finds the tool.
     *
     * @param limit for both together, and then for each call
     */
    static MemoryServer open(HttpCalls calls, URI endpoint, Duration limit, CancelSignal cancel) {
        cancel.onCancel(calls::abort);
        AkoshaServer server = new AkoshaServer(calls, endpoint, limit);
        try {
            server.asking(server.client::initialize);
            server.tool = server.findTool();
            server.transport.opened();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private String findTool() {
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String from = cursor;
            ListToolsResult tools = asking(() -> client.listTools(from));
            for (Tool each : tools.tools()) {
                if (TOOLS.contains(each.name())) {
                    return each.name();
                }
            }
            cursor = tools.nextCursor();
            if (cursor == null || cursor.isEmpty()) {
                break;
            }
        }
        throw new CallFailure(
                Kind.PERMANENT, "it has no tool called " + String.join(" or ", TOOLS) + ": check http_endpoint", null);
    }

    @Override
    public BatchReply store(List<OutgoingMemory> memories, String systemId) {
        ArrayNode array = JSON.createArrayNode();
        memories.forEach(memory -> array.add(written(memory, systemId)));
        CallToolResult result = asking(() -> client.callTool(CallToolRequest.builder(tool)
                .arguments(Map.of("memories", array))
                .build()));
        if (Boolean.TRUE.equals(result.isError())) {
            throw new CallFailure(Kind.REFUSED, "its tool failed", null);
        }
        return BatchReply.of(
                answer(result), memories.stream().map(OutgoingMemory::id).toList());
    }

    private static ObjectNode written(OutgoingMemory memory, String systemId) {
        ObjectNode json = JSON.createObjectNode().put("memory_id", memory.id()).put("text", memory.text());
        ArrayNode numbers = json.putArray("embedding");
        for (float number : memory.embedding().orElseThrow()) {
            numbers.add(number);
        }
        ObjectNode metadata = json.putObject("metadata");
        memory.metadata().forEach(metadata::put);
        metadata.put("source", systemId).put("original_id", memory.id()).put("type", memory.type());
        memory.createdAt().map(Instant::toString).ifPresent(at -> metadata.put("created_at", at));
        return json;
    }

    /** Structured, as text, or wrapped as some servers do it. */
    private static JsonNode answer(CallToolResult result) {
        JsonNode answer =
                result.structuredContent() == null ? text(result) : JSON.valueToTree(result.structuredContent());
        return answer.path("result").isObject() && !answer.has("status") ? answer.path("result") : answer;
    }

    private static JsonNode text(CallToolResult result) {
        if (result.content() == null
                || result.content().isEmpty()
                || !(result.content().get(0) instanceof TextContent content)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(content.text());
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return MissingNode.getInstance(); // says nothing of any memory, which the caller acts on
        }
    }

    private <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            CallFailure own = CallFailure.behind(e);
            if (own != null) {
                throw own;
            }
            // What is in it may quote the server, so only its kind is told.
            LOG.debug("The SDK could not use an answer: {}", e.getClass().getName());
            throw new CallFailure(Kind.TRANSIENT, "its answer does not have the form of the protocol", null);
        }
    }

    @Override
    public long sent() {
        return transport.sent();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Stands where the SDK wants a validator; {@link BatchReply} believes nothing anyway. */
    private static final class NoSchemas implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object structuredContent) {
            return ValidationResponse.asValid("");
        }
    }
}
