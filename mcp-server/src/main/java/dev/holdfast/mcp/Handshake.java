package dev.holdfast.mcp;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The server's answer to {@code initialize}, written without the SDK. It says exactly what the SDK's server would say; a
 * test holds the two together. Immutable and thread-safe.
 */
public final class Handshake {
    /** The protocol versions that the SDK speaks over stdio, oldest first. */
    public static final List<String> PROTOCOL_VERSIONS =
            List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25");

    private final ServerIdentity identity;

    public Handshake(ServerIdentity identity) {
        this.identity = identity;
    }

    /** The requested version when it is known, else the newest known one, which the client may take or leave. */
    public static String negotiate(@Nullable String requestedVersion) {
        return requestedVersion != null && PROTOCOL_VERSIONS.contains(requestedVersion)
                ? requestedVersion
                : PROTOCOL_VERSIONS.get(PROTOCOL_VERSIONS.size() - 1);
    }

    /** Writes the result object of an answer to {@code initialize}. */
    public void writeResult(JsonGenerator out, @Nullable String requestedVersion) throws IOException {
        out.writeStartObject();
        out.writeStringField("protocolVersion", negotiate(requestedVersion));
        out.writeObjectFieldStart("capabilities");
        // The SDK's server always claims logging.
        out.writeObjectFieldStart("logging");
        out.writeEndObject();
        out.writeObjectFieldStart("resources");
        out.writeBooleanField("subscribe", ServerIdentity.RESOURCES_SUBSCRIBE);
        out.writeBooleanField("listChanged", ServerIdentity.RESOURCES_CHANGE);
        out.writeEndObject();
        out.writeObjectFieldStart("tools");
        out.writeBooleanField("listChanged", ServerIdentity.TOOLS_CHANGE);
        out.writeEndObject();
        out.writeEndObject();
        out.writeObjectFieldStart("serverInfo");
        out.writeStringField("name", ServerIdentity.NAME);
        out.writeStringField("title", ServerIdentity.TITLE);
        out.writeStringField("version", identity.version());
        out.writeEndObject();
        out.writeStringField("instructions", ServerIdentity.INSTRUCTIONS);
        out.writeEndObject();
    }
}
