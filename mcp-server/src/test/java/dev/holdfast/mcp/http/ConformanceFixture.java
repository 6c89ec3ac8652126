package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpAsyncServer;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceTemplateSpecification;
import io.modelcontextprotocol.spec.McpSchema.BlobResourceContents;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * A server with everything that the official conformance suite asks for, on the HTTP transports of the product. The
 * product has none of these tools; what is judged is the transport below them.
 *
 * <p>Run as a program it prints its address as one line to stderr and lasts until its stdin ends.
 */
final class ConformanceFixture {
    /** The suite's tools check their own arguments. */
    private static final JsonSchemaValidator ANYTHING = (schema, content) -> ValidationResponse.asValid("");

    private ConformanceFixture() {}

    public static void main(String[] args) throws IOException, HttpStartException {
        int port = args.length == 0 ? 0 : Integer.parseInt(args[0]);
        try (HttpServer server = start(HttpServerOptions.onPort(port).withMaxSessions(500))) {
            System.err.println("Holdfast is listening at " + server.address());
            System.in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    static HttpServer start(HttpServerOptions options) throws HttpStartException {
        return HttpServer.start(
                options,
                McpJsonDefaults.getMapper(),
                transport -> assemble(McpServer.async(transport)),
                transport -> assemble(McpServer.async(transport)),
                session -> {});
    }

    private static McpAsyncServer assemble(McpServer.AsyncSpecification<?> server) {
        return server.serverInfo("holdfast-conformance", "1")
                .jsonSchemaValidator(ANYTHING)
                .capabilities(ServerCapabilities.builder()
                        .completions()
                        .logging()
                        .prompts(false)
                        .resources(true, false)
                        .tools(false)
                        .build())
                .tools(ConformanceTools.all())
                .prompts(prompts())
                .resources(resources())
                .resourceTemplates(template())
                .completions(new AsyncCompletionSpecification(
                        new PromptReference("test_prompt_with_arguments"),
                        (exchange, request) -> Mono.just(
                                new CompleteResult(new CompleteResult.CompleteCompletion(List.of("paris"), 1, false)))))
                .build();
    }

    private static List<AsyncPromptSpecification> prompts() {
        return List.of(
                prompt(
                        "test_simple_prompt",
                        List.of(),
                        asked -> List.of(ConformanceTools.text("This is a simple prompt for testing."))),
                prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        asked -> List.of(ConformanceTools.text("Prompt with arguments: arg1='"
                                + asked.arguments().get("arg1") + "', arg2='"
                                + asked.arguments().get("arg2") + "'"))),
                prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        asked -> List.of(
                                ConformanceTools.resource(
                                        String.valueOf(asked.arguments().get("resourceUri")),
                                        "text/plain",
                                        "Embedded resource content for testing."),
                                ConformanceTools.text("Please process the embedded resource above."))),
                prompt(
                        "test_prompt_with_image",
                        List.of(),
                        asked -> List.of(
                                ConformanceTools.image(), ConformanceTools.text("Please analyze the image above."))));
    }

    private static AsyncPromptSpecification prompt(
            String name, List<String> arguments, Function<GetPromptRequest, List<Content>> content) {
        List<PromptArgument> described = arguments.stream()
                .map(each -> PromptArgument.builder(each)
                        .description("The suite's " + each)
                        .required(true)
                        .build())
                .toList();
        Prompt prompt = Prompt.builder(name)
                .description("The suite's " + name)
                .arguments(described)
                .build();
        return new AsyncPromptSpecification(
                prompt,
                (exchange, request) -> Mono.just(GetPromptResult.builder(content.apply(request).stream()
                                .map(each ->
                                        PromptMessage.builder(Role.USER, each).build())
                                .toList())
                        .build()));
    }

    private static List<AsyncResourceSpecification> resources() {
        return Stream.<ResourceContents>of(
                        text("test://static-text", "text/plain", "This is the content of the static text resource."),
                        text("test://watched-resource", "text/plain", "Watched."),
                        BlobResourceContents.builder("test://static-binary", ConformanceTools.PNG)
                                .mimeType("image/png")
                                .build())
                .map(contents -> new AsyncResourceSpecification(
                        Resource.builder(contents.uri(), contents.uri())
                                .description("The suite's " + contents.uri())
                                .mimeType(contents.mimeType())
                                .build(),
                        (exchange, request) -> read(contents)))
                .toList();
    }

    private static AsyncResourceTemplateSpecification template() {
        ResourceTemplate template = ResourceTemplate.builder("test://template/{id}/data", "template")
                .description("The suite's template")
                .mimeType("application/json")
                .build();
        return new AsyncResourceTemplateSpecification(template, (exchange, request) -> {
            String id = request.uri().replaceAll("test://template/(.+)/data", "$1");
            String json = "{\"id\":\"" + id + "\",\"templateTest\":true,\"data\":\"Data for ID: " + id + "\"}";
            return read(text(request.uri(), "application/json", json));
        });
    }

    private static Mono<ReadResourceResult> read(ResourceContents contents) {
        return Mono.just(ReadResourceResult.builder(List.of(contents)).build());
    }

    private static TextResourceContents text(String uri, String type, String text) {
        return TextResourceContents.builder(uri, text).mimeType(type).build();
    }
}
