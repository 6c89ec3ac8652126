package dev.holdfast.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client gets to see of an error. The SDK puts exception messages, with the names of their classes, into internal
 * errors, and a placeholder into the one for an unknown tool.
 */
final class CleanErrors {
    private static final Logger LOG = LoggerFactory.getLogger(CleanErrors.class);
    private static final String INTERNAL = "Something went wrong inside Holdfast; its log says what.";
    private static final String UNKNOWN_TOOL = "Tool not found: ";

    private CleanErrors() {}

    static JSONRPCError clean(JSONRPCError error) {
        if (error.code() == ErrorCodes.INTERNAL_ERROR) {
            LOG.warn("A request failed: {} ({})", error.message(), error.data());
            return new JSONRPCError(ErrorCodes.INTERNAL_ERROR, INTERNAL);
        }
        if (error.data() instanceof String detail && detail.startsWith(UNKNOWN_TOOL)) {
            String name = detail.substring(UNKNOWN_TOOL.length());
            return new JSONRPCError(
                    error.code(), "There is no tool named \"" + name + "\"; tools/list names them all.");
        }
        return error;
    }

    /** Writes an error of a reply. */
    static final class ErrorSerializer extends JsonSerializer<JSONRPCError> {
        @Override
        public void serialize(JSONRPCError error, JsonGenerator out, SerializerProvider provider) throws IOException {
            JSONRPCError clean = clean(error);
            out.writeStartObject();
            out.writeNumberField("code", clean.code());
            out.writeStringField("message", clean.message());
            if (clean.data() != null) {
                out.writeObjectField("data", clean.data());
            }
            out.writeEndObject();
        }
    }

    /** Writes a whole reply in place of an exception, which the SDK's HTTP transports send as the body of a refusal. */
    static final class ThrowableSerializer extends JsonSerializer<Throwable> {
        @Override
        public void serialize(Throwable error, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeNullField("id");
            out.writeFieldName("error");
            new ErrorSerializer().serialize(rpcError(error), out, provider);
            out.writeEndObject();
        }

        private static JSONRPCError rpcError(Throwable error) {
            return error instanceof McpError known && known.getJsonRpcError() != null
                    ? known.getJsonRpcError()
                    : new JSONRPCError(ErrorCodes.INTERNAL_ERROR, String.valueOf(error.getMessage()));
        }
    }
}
