package dev.holdfast.mcp.tool;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.server.McpServerFeatures.AsyncResourceSpecification;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** The resource that says the same as {@code sync_status}, for clients that would rather be told of changes than ask. */
public final class StatusResource {
    /** The resource's address. */
    public static final String URI = "holdfast://status";

    // The protocol has no code for it; this one leaves the sentence as it is.
    private static final int STATUS_UNAVAILABLE = -32000;
    private static final String JSON = "application/json";

    private StatusResource() {}

    static AsyncResourceSpecification specification(StatusReader status, Workers workers, McpJsonMapper json) {
        Resource resource = Resource.builder(URI, "status")
                .title("Whether memory is safe")
                .description(
                        "How the user's memory stands, as sync_status tells it. Subscribe to hear when a job is queued "
                                + "or ends.")
                .mimeType(JSON)
                .build();
        return new AsyncResourceSpecification(
                resource,
                (exchange, request) -> workers.run(cancel -> {
                            String text = json.writeValueAsString(status.read().fields());
                            return CompletableFuture.completedFuture(
                                    ReadResourceResult.builder(List.of(TextResourceContents.builder(URI, text)
                                                    .mimeType(JSON)
                                                    .build()))
                                            .build());
                        })
                        .onErrorResume(StatusResource::failed));
    }

    private static Mono<ReadResourceResult> failed(Throwable failure) {
        return Mono.error(McpError.builder(STATUS_UNAVAILABLE)
                .message(Failures.sentence(failure))
                .build());
    }
}
