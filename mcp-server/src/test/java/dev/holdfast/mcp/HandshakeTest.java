package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.tool.LazyEngine;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpServerSession;
import io.modelcontextprotocol.spec.McpServerTransport;
import io.modelcontextprotocol.spec.McpServerTransportProvider;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class HandshakeTest {
    private static final ServerIdentity IDENTITY = new ServerIdentity("1.2.3");
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", "1.0", ""})
    void theQuickReplySaysWhatTheSdkServerWouldSay(String version) throws Exception {
        assertThat(ours(version))
                .isEqualTo(theirs(Map.of(
                        "protocolVersion",
                        version,
                        "capabilities",
                        Map.of(),
                        "clientInfo",
                        Map.of("name", "t", "version", "1"))));
    }

    @Test
    void aRequestWithoutAVersionGetsTheNewest() throws Exception {
        assertThat(ours(null)).isEqualTo(theirs(Map.of()));
        assertThat(ours(null).path("protocolVersion").asText()).isEqualTo("2025-11-25");
    }

    @Test
    void theVersionsAreThoseOfTheSdk() {
        assertThat(Handshake.PROTOCOL_VERSIONS).isEqualTo(new Provider().protocolVersions());
    }

    @Test
    void clientsShowTheInstructionsWhole() {
        assertThat(ServerIdentity.INSTRUCTIONS).hasSizeLessThan(2048);
    }

    private static JsonNode ours(@Nullable String version) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = ProtocolJson.factory().createGenerator(text)) {
            new Handshake(IDENTITY).writeResult(out, version);
        }
        return JSON.readTree(text.toString());
    }

    private static JsonNode theirs(Map<String, Object> params) throws Exception {
        try (ServerAssembly assembly = new ServerAssembly(IDENTITY, new LazyEngine(() -> {
            throw new AssertionError("a handshake needs no engine");
        }))) {
            Provider provider = new Provider();
            assembly.build(provider);
            provider.session()
                    .handle(new JSONRPCRequest("initialize", 1, params))
                    .block();
            JSONRPCResponse response = (JSONRPCResponse) provider.sent.remove();
            return JSON.readTree(assembly.jsonMapper().writeValueAsString(response.result()));
        }
    }

    /** A transport that keeps what is sent. */
    private static final class Provider implements McpServerTransportProvider {
        private final BlockingQueue<JSONRPCMessage> sent = new LinkedBlockingQueue<>();
        private @Nullable McpServerSession session;

        McpServerSession session() {
            return Objects.requireNonNull(session);
        }

        @Override
        public void setSessionFactory(McpServerSession.Factory factory) {
            session = factory.create(new McpServerTransport() {
                @Override
                public Mono<Void> sendMessage(JSONRPCMessage message) {
                    return Mono.fromRunnable(() -> sent.add(message));
                }

                @Override
                public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
                    return new ProtocolMapper().convertValue(data, type);
                }

                @Override
                public Mono<Void> closeGracefully() {
                    return Mono.empty();
                }
            });
        }

        @Override
        public Mono<Void> notifyClients(String method, Object params) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }

        @Override
        public List<String> protocolVersions() {
            return McpServerTransportProvider.super.protocolVersions();
        }
    }
}
