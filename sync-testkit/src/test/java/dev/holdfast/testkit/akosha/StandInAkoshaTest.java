package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in, seen by the SDK's client with the SDK's own transport, which knows nothing of ours. */
class StandInAkoshaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StandInAkosha akosha = start();
    private final McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(
                            akosha.endpoint().resolve("/").toString())
                    .endpoint("/mcp")
                    .jsonMapper(new JacksonMcpJsonMapper(JSON))
                    .build())
            .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
            .build();

    private static StandInAkosha start() {
        try {
            return new StandInAkosha();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void greet() {
        client.initialize();
    }

    @AfterEach
    void close() {
        client.close();
        akosha.close();
    }

    private static Map<String, Object> memory(String id) {
        Map<String, Object> memory = new HashMap<>();
        memory.put("memory_id", id);
        memory.put("text", "text of " + id);
        memory.put("embedding", Collections.nCopies(384, 0.5));
        memory.put("metadata", new HashMap<>(Map.of("source", "here", "created_at", "2026-02-08T12:00:00Z")));
        return memory;
    }

    private JsonNode store(List<Map<String, Object>> memories) {
        CallToolResult result = client.callTool(CallToolRequest.builder(akosha.tool())
                .arguments(Map.of("memories", memories))
                .build());
        return JSON.valueToTree(result.structuredContent());
    }

    @Test
    void aClientOfTheProtocolFindsTheToolAndStoresWithIt() {
        assertThat(client.listTools().tools()).extracting(Tool::name).containsExactly("batch_store_memories");
        JsonNode reply = store(List.of(memory("a"), memory("b")));
        assertThat(reply.path("status").asText()).isEqualTo("completed");
        assertThat(reply.path("stored").asInt()).isEqualTo(2);
        assertThat(akosha.stored().keySet()).containsExactly("a", "b");
        assertThat(akosha.stored("a").systemId()).isEqualTo("here");
    }

    @Test
    void eachRuleOfTheRealOneIsKept() {
        store(List.of(memory("there")));
        Map<String, Object> shortVector = memory("short");
        shortVector.put("embedding", List.of(0.1));
        Map<String, Object> noVector = memory("none");
        noVector.remove("embedding");
        Map<String, Object> noText = memory("blank");
        noText.put("text", "");
        Map<String, Object> badDate = memory("dated");
        badDate.put("metadata", Map.of("created_at", "yesterday"));
        Map<String, Object> nullDate = memory("undated");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("created_at", null);
        nullDate.put("metadata", nothing);

        JsonNode reply =
                store(List.of(memory("good"), memory("there"), shortVector, noVector, noText, badDate, nullDate));

        assertThat(reply.path("status").asText()).isEqualTo("partial");
        assertThat(reply.path("stored").asInt()).isEqualTo(1);
        assertThat(reply.path("errors").findValuesAsText("memory_id"))
                .containsExactly("there", "short", "none", "blank", "dated", "undated");
        assertThat(reply.path("errors").get(0).path("error").asText()).contains("primary key");
        assertThat(akosha.stored().keySet()).containsExactly("there", "good");
    }

    @Test
    void aServerThatWasRestartedHasForgottenItsSessionsAndKeptItsMemories() {
        store(List.of(memory("a")));
        akosha.stop();
        assertThatThrownBy(() -> store(List.of(memory("b")))).isInstanceOf(RuntimeException.class);
        akosha.restart();
        assertThat(akosha.stored().keySet()).containsExactly("a");
    }
}
