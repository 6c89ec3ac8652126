package dev.holdfast.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SDK's own client gets along with both transports. */
class SdkClientsTest {
    private ToolServer server;

    @BeforeEach
    void start() throws HttpStartException {
        server = new ToolServer(HttpServerOptions.onPort(0).withToken(() -> "secret"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void streamableHttp() {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(base())
                .endpoint("/mcp")
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer secret"))
                .build();

        assertThat(converse(transport)).isEqualTo("2025-11-25");
    }

    @Test
    @SuppressWarnings("deprecation")
    void theOlderSse() {
        HttpClientSseClientTransport transport = HttpClientSseClientTransport.builder(base())
                .sseEndpoint("/sse")
                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer secret"))
                .build();

        assertThat(converse(transport)).isEqualTo("2024-11-05");
    }

    private String base() {
        return "http://127.0.0.1:" + server.port();
    }

    private static String converse(McpClientTransport transport) {
        Queue<Double> progress = new ConcurrentLinkedQueue<>();
        try (McpSyncClient client = McpClient.sync(transport)
                .progressConsumer(report -> progress.add(report.progress()))
                .build()) {
            String version = client.initialize().protocolVersion();
            List<String> tools =
                    client.listTools().tools().stream().map(Tool::name).toList();
            CallToolResult result =
                    client.callTool(new CallToolRequest("report", Map.of(), Map.of("progressToken", "token-1")));

            assertThat(tools).containsExactlyInAnyOrder("wait", "report", "flood", "fail");
            assertThat(result.content())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            TextContent.class, text -> assertThat(text.text()).isEqualTo("reported"));
            // The client hands them on from several threads, so their order is its own.
            await().untilAsserted(() -> assertThat(progress).containsExactlyInAnyOrder(1.0, 2.0, 3.0));
            return version;
        }
    }
}
