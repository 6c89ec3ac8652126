package dev.holdfast.mcp.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a request body into a JSON-RPC message, or says in one sentence why it isn't one. */
final class RpcReader {
    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RpcReader() {}

    static McpSchema.JSONRPCMessage read(byte[] body) throws Refusal {
        if (!(parse(body) instanceof Map<?, ?> fields)) {
            throw invalid("The body must be one JSON-RPC message, which is a JSON object.");
        }
        if (!McpSchema.JSONRPC_VERSION.equals(fields.get("jsonrpc"))) {
            throw invalid("The message lacks \"jsonrpc\": \"2.0\".");
        }
        if (fields.containsKey("method")) {
            return call(fields);
        }
        if (fields.containsKey("result") != fields.containsKey("error")) {
            return response(fields);
        }
        throw invalid("The message is no request, notification or response.");
    }

    private static @Nullable Object parse(byte[] body) throws Refusal {
        try {
            return JSON.readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            throw new Refusal(400, McpSchema.ErrorCodes.PARSE_ERROR, "The body is not valid JSON.");
        } catch (IOException e) {
            throw new Refusal(400, McpSchema.ErrorCodes.PARSE_ERROR, "The body can't be read as JSON.");
        }
    }

    private static McpSchema.JSONRPCMessage call(Map<?, ?> fields) throws Refusal {
        if (!(fields.get("method") instanceof String method) || method.isBlank()) {
            throw invalid("The message's method must be a name.");
        }
        Object params = fields.get("params");
        if (params != null && !(params instanceof Map)) {
            throw new Refusal(400, McpSchema.ErrorCodes.INVALID_PARAMS, "The message's params must be an object.");
        }
        if (!fields.containsKey("id")) {
            return new McpSchema.JSONRPCNotification(method, params);
        }
        return new McpSchema.JSONRPCRequest(method, id(fields), params);
    }

    private static McpSchema.JSONRPCMessage response(Map<?, ?> fields) throws Refusal {
        Object id = id(fields);
        Object result = fields.get("result");
        if (result != null) {
            return McpSchema.JSONRPCResponse.result(id, result);
        }
        if (fields.get("error") instanceof Map<?, ?> error
                && error.get("code") instanceof Integer code
                && error.get("message") instanceof String message) {
            return McpSchema.JSONRPCResponse.error(
                    id, new McpSchema.JSONRPCResponse.JSONRPCError(code, message, error.get("data")));
        }
        throw invalid("The response has neither a result nor an error with code and message.");
    }

    private static Object id(Map<?, ?> fields) throws Refusal {
        Object id = fields.get("id");
        if (id instanceof String || id instanceof Integer || id instanceof Long) {
            return id;
        }
        throw invalid("The message's id must be a string or a whole number.");
    }

    /** What a client asks to be cancelled, if this is such a message. */
    static @Nullable Object cancelledRequest(McpSchema.JSONRPCNotification notification) {
        boolean cancels = notification.method().equals("notifications/cancelled");
        return cancels && notification.params() instanceof Map<?, ?> params ? params.get("requestId") : null;
    }

    private static Refusal invalid(String sentence) {
        return new Refusal(400, McpSchema.ErrorCodes.INVALID_REQUEST, sentence);
    }
}
