package dev.holdfast.mcp;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse.JSONRPCError;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The JSON mapper that every transport gets. What it writes never holds an exception, a stack trace or the name of a class,
 * and request parameters of the wrong form become a clean "invalid params" error. Thread-safe.
 */
final class ProtocolMapper implements McpJsonMapper {
    private final McpJsonMapper jackson;

    ProtocolMapper() {
        SimpleModule clean = new SimpleModule("clean-errors")
                .addSerializer(JSONRPCError.class, new CleanErrors.ErrorSerializer())
                .addSerializer(Throwable.class, new CleanErrors.ThrowableSerializer());
        jackson = new JacksonMcpJsonMapper(
                JsonMapper.builder(ProtocolJson.factory()).addModule(clean).build());
    }

    @Override
    public <T> T readValue(String content, Class<T> type) throws IOException {
        return jackson.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, Class<T> type) throws IOException {
        return jackson.readValue(content, type);
    }

    @Override
    public <T> T readValue(String content, TypeRef<T> type) throws IOException {
        return jackson.readValue(content, type);
    }

    @Override
    public <T> T readValue(byte[] content, TypeRef<T> type) throws IOException {
        return jackson.readValue(content, type);
    }

    @Override
    public <T> T convertValue(Object fromValue, Class<T> type) {
        return jackson.convertValue(fromValue, type);
    }

    /** The SDK's request handlers read their parameters with this one. */
    @Override
    public <T> T convertValue(@Nullable Object fromValue, TypeRef<T> type) {
        if (fromValue == null) {
            throw invalidParams("This request needs params.");
        }
        try {
            return jackson.convertValue(fromValue, type);
        } catch (IllegalArgumentException e) {
            throw invalidParams("The params of this request don't have the form that the protocol asks for.");
        }
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return jackson.writeValueAsString(value);
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return jackson.writeValueAsBytes(value);
    }

    private static McpError invalidParams(String sentence) {
        return McpError.builder(McpSchema.ErrorCodes.INVALID_PARAMS)
                .message(sentence)
                .build();
    }
}
