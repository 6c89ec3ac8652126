package dev.holdfast.mcp.http;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerTransport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The stream of one call as the SDK sees it. Closing it does nothing: the SDK closes before it reports a failure, and
 * then there would be no way left to answer.
 */
record AnswerTransport(EventStream events) implements McpStreamableServerTransport {
    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return events.sendMessage(message);
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message, @Nullable String messageId) {
        return events.sendMessage(message, messageId);
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return events.unmarshalFrom(data, type);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }
}
