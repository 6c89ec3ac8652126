package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A server on real sockets with tools that wait, report, and fail. */
final class ToolServer implements AutoCloseable {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""";

    /** Calls of {@code wait} that have begun, and those that were cancelled. */
    final AtomicInteger begun = new AtomicInteger();

    final AtomicInteger cancelled = new AtomicInteger();

    /** The sessions that have begun and are over. */
    final List<String> over = new CopyOnWriteArrayList<>();

    /** Lets every call of {@code wait} end. */
    final Sinks.Empty<Void> released = Sinks.empty();

    private final HttpServer server;

    ToolServer(HttpServerOptions options) throws HttpStartException {
        server = HttpServer.start(
                options,
                McpJsonDefaults.getMapper(),
                transport -> assemble(McpServer.async(transport)),
                transport -> assemble(McpServer.async(transport)),
                over::add);
    }

    private McpAsyncServer assemble(McpServer.AsyncSpecification<?> builder) {
        return builder.serverInfo("tools", "1")
                .jsonSchemaValidator((schema, content) -> ValidationResponse.asValid(""))
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .tools(
                        tool(
                                "wait",
                                (exchange, request) -> released.asMono()
                                        .doOnSubscribe(subscription -> begun.incrementAndGet())
                                        .doOnCancel(cancelled::incrementAndGet)
                                        .then(said("waited"))),
                        tool(
                                "report",
                                (exchange, request) -> Flux.just(1.0, 2.0, 3.0)
                                        .concatMap(step -> exchange.progressNotification(ProgressNotification.builder(
                                                        request.meta().get("progressToken"), step)
                                                .total(3.0)
                                                .build()))
                                        .then(said("reported"))),
                        tool("flood", (exchange, request) -> said("x".repeat(20 << 20))),
                        tool(
                                "fail",
                                (exchange, request) -> Mono.error(
                                        new IllegalStateException("java.lang.Secret at dev.holdfast.Inside"))))
                .build();
    }

    private static AsyncToolSpecification tool(
            String name, BiFunction<McpAsyncServerExchange, CallToolRequest, Mono<CallToolResult>> handler) {
        Tool tool =
                Tool.builder(name, Map.of("type", "object")).description(name).build();
        return new AsyncToolSpecification(tool, handler);
    }

    private static Mono<CallToolResult> said(String text) {
        return Mono.just(CallToolResult.builder().addTextContent(text).build());
    }

    HttpServer http() {
        return server;
    }

    int port() {
        return server.port();
    }

    RawHttp.Ask ask(String method, String path) {
        return RawHttp.ask(method, path, port());
    }

    RawHttp.Answer answer(RawHttp.Ask ask) throws IOException {
        return RawHttp.answer(port(), ask);
    }

    RawHttp.Ask initialize() {
        return ask("POST", "/mcp").json(INITIALIZE);
    }

    /** Opens a session and returns its id. */
    String session() throws IOException {
        RawHttp.Answer answer = answer(initialize());
        if (answer.status() != 200) {
            throw new IOException("initialize was answered with " + answer);
        }
        return String.valueOf(answer.headers().get("mcp-session-id"));
    }

    RawHttp.Ask inSession(String session, String method) {
        return ask(method, "/mcp").with("Mcp-Session-Id", session);
    }

    static String call(int id, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}";
    }

    @Override
    public void close() {
        server.close();
    }
}
