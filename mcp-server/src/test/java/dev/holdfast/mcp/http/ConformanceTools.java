package dev.holdfast.mcp.http;

import io.modelcontextprotocol.server.McpAsyncServerExchange;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.AudioContent;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.EmbeddedResource;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.LoggingLevel;
import io.modelcontextprotocol.spec.McpSchema.LoggingMessageNotification;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tools that the conformance suite calls, by the names and with the answers that it documents. */
final class ConformanceTools {
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQAAAAA=";
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Map<String, Object> NOTHING = Map.of("type", "object", "properties", Map.of());

    private ConformanceTools() {}

    static List<AsyncToolSpecification> all() {
        return List.of(
                fixed("test_simple_text", text("This is a simple text response for testing.")),
                fixed("test_image_content", image()),
                fixed(
                        "test_audio_content",
                        AudioContent.builder(WAV, "audio/wav").build()),
                fixed(
                        "test_embedded_resource",
                        resource("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
                fixed(
                        "test_multiple_content_types",
                        text("Multiple content types test:"),
                        image(),
                        resource(
                                "test://mixed-content-resource",
                                "application/json",
                                "{\"test\":\"data\",\"value\":123}")),
                fixed("json_schema_2020_12_tool", richSchema(), text("ok")),
                tool("test_tool_with_logging", NOTHING, (exchange, request) -> logging(exchange)),
                tool("test_tool_with_progress", NOTHING, ConformanceTools::progress),
                tool(
                        "test_error_handling",
                        NOTHING,
                        (exchange, request) -> Mono.just(CallToolResult.builder()
                                .addTextContent("This tool intentionally returns an error for testing")
                                .isError(true)
                                .build())),
                tool("test_sampling", oneString("prompt"), ConformanceTools::sampling),
                tool(
                        "test_elicitation",
                        oneString("message"),
                        (exchange, request) -> elicit(
                                exchange,
                                String.valueOf(request.arguments().get("message")),
                                Map.of("username", Map.of("type", "string"), "email", Map.of("type", "string")))),
                tool(
                        "test_elicitation_sep1034_defaults",
                        NOTHING,
                        (exchange, request) -> elicit(exchange, "Who are you?", defaults())),
                tool(
                        "test_elicitation_sep1330_enums",
                        NOTHING,
                        (exchange, request) -> elicit(exchange, "Choose.", choices())));
    }

    private static Mono<CallToolResult> logging(McpAsyncServerExchange exchange) {
        return Flux.just("Tool execution started", "Tool processing data", "Tool execution completed")
                .concatMap(
                        line -> exchange.loggingNotification(LoggingMessageNotification.builder(LoggingLevel.INFO, line)
                                        .build())
                                .then(Mono.delay(PAUSE)))
                .then(Mono.just(said("Logged three times.")));
    }

    private static Mono<CallToolResult> progress(McpAsyncServerExchange exchange, CallToolRequest request) {
        Object token = request.meta() == null ? null : request.meta().get("progressToken");
        return Flux.just(0.0, 50.0, 100.0)
                .concatMap(done -> (token == null
                                ? Mono.<Void>empty()
                                : exchange.progressNotification(ProgressNotification.builder(token, done)
                                        .total(100.0)
                                        .build()))
                        .then(Mono.delay(PAUSE)))
                .then(Mono.just(said("Done.")));
    }

    private static Mono<CallToolResult> sampling(McpAsyncServerExchange exchange, CallToolRequest request) {
        TextContent prompt = text(String.valueOf(request.arguments().get("prompt")));
        return exchange.createMessage(CreateMessageRequest.builder(
                                List.of(SamplingMessage.builder(Role.USER, prompt)
                                        .build()),
                                100)
                        .build())
                .map(answer -> said("LLM response: " + answer.content()));
    }

    private static Mono<CallToolResult> elicit(
            McpAsyncServerExchange exchange, String message, Map<String, Object> properties) {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                properties,
                "required",
                properties.keySet().stream().sorted().toList());
        return exchange.createElicitation(
                        ElicitFormRequest.builder(message, schema).build())
                .map(answer ->
                        said("Elicitation completed: action=" + answer.action() + ", content=" + answer.content()));
    }

    private static Map<String, Object> defaults() {
        return Map.of(
                "name", Map.of("type", "string", "default", "John Doe"),
                "age", Map.of("type", "integer", "default", 30),
                "score", Map.of("type", "number", "default", 95.5),
                "status",
                        Map.of("type", "string", "enum", List.of("active", "inactive", "pending"), "default", "active"),
                "verified", Map.of("type", "boolean", "default", true));
    }

    private static Map<String, Object> choices() {
        List<String> options = List.of("option1", "option2", "option3");
        List<Map<String, String>> titled = List.of(
                Map.of("const", "value1", "title", "First"),
                Map.of("const", "value2", "title", "Second"),
                Map.of("const", "value3", "title", "Third"));
        return Map.of(
                "untitledSingle", Map.of("type", "string", "enum", options),
                "titledSingle", Map.of("type", "string", "oneOf", titled),
                "legacyEnum",
                        Map.of(
                                "type",
                                "string",
                                "enum",
                                List.of("opt1", "opt2", "opt3"),
                                "enumNames",
                                List.of("Option One", "Option Two", "Option Three")),
                "untitledMulti", Map.of("type", "array", "items", Map.of("type", "string", "enum", options)),
                "titledMulti", Map.of("type", "array", "items", Map.of("anyOf", titled)));
    }

    private static Map<String, Object> richSchema() {
        Map<String, Object> street = Map.of("street", Map.of("type", "string"), "city", Map.of("type", "string"));
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "$defs",
                Map.of("address", Map.of("$anchor", "addressDef", "type", "object", "properties", street)),
                "properties",
                Map.of("name", Map.of("type", "string"), "address", Map.of("$ref", "#/$defs/address")),
                "allOf",
                List.of(Map.of("anyOf", List.of(Map.of("required", List.of("name"))))),
                "if",
                Map.of("required", List.of("address")),
                "then",
                Map.of("required", List.of("name")),
                "else",
                Map.of("required", List.of()),
                "additionalProperties",
                false);
    }

    private static Map<String, Object> oneString(String name) {
        return Map.of(
                "type", "object", "properties", Map.of(name, Map.of("type", "string")), "required", List.of(name));
    }

    private static AsyncToolSpecification fixed(String name, Content... content) {
        return fixed(name, NOTHING, content);
    }

    private static AsyncToolSpecification fixed(String name, Map<String, Object> schema, Content... content) {
        return tool(
                name,
                schema,
                (exchange, request) -> Mono.just(
                        CallToolResult.builder().content(List.of(content)).build()));
    }

    private static AsyncToolSpecification tool(
            String name,
            Map<String, Object> schema,
            BiFunction<McpAsyncServerExchange, CallToolRequest, Mono<CallToolResult>> handler) {
        return new AsyncToolSpecification(
                Tool.builder(name, schema).description("The suite's " + name).build(), handler);
    }

    private static CallToolResult said(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }

    static TextContent text(String text) {
        return TextContent.builder(text).build();
    }

    static ImageContent image() {
        return ImageContent.builder(PNG, "image/png").build();
    }

    static EmbeddedResource resource(String uri, String type, String text) {
        return EmbeddedResource.builder(
                        TextResourceContents.builder(uri, text).mimeType(type).build())
                .build();
    }
}
