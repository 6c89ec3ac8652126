package dev.holdfast.mcp.http;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the insides of the SDK and of Jetty out of what clients get to read. */
final class CleanErrors implements Request.Handler {
    private static final Logger log = LoggerFactory.getLogger(CleanErrors.class);

    /**
     * The message as it may leave. The SDK reports whatever a handler throws as an internal error with the exception's
     * own text, which is for the log and not for the client.
     */
    static McpSchema.JSONRPCMessage in(McpSchema.JSONRPCMessage message) {
        boolean internal = message instanceof McpSchema.JSONRPCResponse response
                && response.error() != null
                && response.error().code() == McpSchema.ErrorCodes.INTERNAL_ERROR;
        if (!internal) {
            return message;
        }
        McpSchema.JSONRPCResponse response = (McpSchema.JSONRPCResponse) message;
        log.warn("A request failed: {}", response.error().message().replaceAll("\\R\\s*", " | "));
        return internal(response.id());
    }

    /** What a call is answered that ended in this failure. Params of the wrong shape show as an illegal argument. */
    static McpSchema.JSONRPCResponse answer(Object id, Throwable failure) {
        if (failure instanceof McpError known && known.getJsonRpcError() != null) {
            return McpSchema.JSONRPCResponse.error(id, known.getJsonRpcError());
        }
        return failure instanceof IllegalArgumentException
                ? error(id, McpSchema.ErrorCodes.INVALID_PARAMS, "The request's params have the wrong shape.")
                : internal(id);
    }

    static McpSchema.JSONRPCResponse internal(Object id) {
        return error(
                id,
                McpSchema.ErrorCodes.INTERNAL_ERROR,
                "The server could not handle this request; check its params, or see the server's log.");
    }

    static McpSchema.JSONRPCResponse error(Object id, int code, String sentence) {
        return McpSchema.JSONRPCResponse.error(id, new McpSchema.JSONRPCResponse.JSONRPCError(code, sentence));
    }

    /** Answers what Jetty turned away by itself, before it reached us. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        boolean theirs = status < 500;
        Refusal refusal = new Refusal(
                status,
                theirs ? McpSchema.ErrorCodes.INVALID_REQUEST : McpSchema.ErrorCodes.INTERNAL_ERROR,
                sentence(status));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(Exchange.errorBody(refusal)), callback);
        return true;
    }

    private static String sentence(int status) {
        return switch (status) {
            case 408 -> "The request did not arrive in time.";
            case 413 -> "The request is too large.";
            case 414, 431 -> "The request's address or headers are too long.";
            default ->
                status < 500
                        ? "The request is not HTTP as this server understands it."
                        : "The server could not handle this request; its log says why.";
        };
    }
}
