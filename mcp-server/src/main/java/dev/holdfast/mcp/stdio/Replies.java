package dev.holdfast.mcp.stdio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.holdfast.mcp.Handshake;
import dev.holdfast.mcp.ProtocolJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The replies that the transport gives by itself, as lines without their end. */
final class Replies {
    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;

    private static final JsonFactory JSON = ProtocolJson.factory();

    private Replies() {}

    static byte[] error(@Nullable Object id, int code, String sentence) {
        return reply(id, out -> {
            out.writeObjectFieldStart("error");
            out.writeNumberField("code", code);
            out.writeStringField("message", sentence);
            out.writeEndObject();
        });
    }

    static byte[] internalError(Object id) {
        return error(id, INTERNAL_ERROR, "Something went wrong inside Holdfast; its log says what.");
    }

    static byte[] empty(Object id) {
        return reply(id, out -> {
            out.writeObjectFieldStart("result");
            out.writeEndObject();
        });
    }

    static byte[] initialize(Object id, Handshake handshake, @Nullable String requestedVersion) {
        return reply(id, out -> {
            out.writeFieldName("result");
            handshake.writeResult(out, requestedVersion);
        });
    }

    private interface Body {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static byte[] reply(@Nullable Object id, Body body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeFieldName("id");
            writeId(out, id);
            body.writeTo(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a reply could not be written to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeId(JsonGenerator out, @Nullable Object id) throws IOException {
        if (id instanceof Long number) {
            out.writeNumber(number);
        } else if (id == null) {
            out.writeNull();
        } else {
            out.writeString(id.toString());
        }
    }
}
