package dev.holdfast.mcp.stdio;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.mcp.ProtocolJson;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads a line's {@link Envelope} in one pass of a streaming parser. Thread-safe. */
final class EnvelopeReader {
    private static final JsonFactory JSON = ProtocolJson.factory();

    private EnvelopeReader() {}

    static Envelope read(byte[] line) {
        try (JsonParser parser = JSON.createParser(line)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            Fields fields = new Fields();
            if (object) {
                fields.readFrom(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                return Envelope.invalid(
                        null, Replies.PARSE_ERROR, "A line must hold one JSON object and nothing after it.");
            }
            return object
                    ? fields.envelope()
                    : Envelope.invalid(
                            null,
                            Replies.INVALID_REQUEST,
                            "A message must be one JSON object; batches are not supported.");
        } catch (IOException e) {
            return Envelope.invalid(null, Replies.PARSE_ERROR, "The line is not valid JSON.");
        }
    }

    /** A message's fields, as far as they have been read. */
    private static final class Fields {
        private boolean versionRight;
        private boolean hasId;
        private @Nullable Object id;
        private boolean hasMethod;
        private @Nullable String method;
        private boolean paramsOdd;
        private boolean answers;
        private @Nullable String protocolVersion;
        private @Nullable Object cancelledId;

        void readFrom(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                take(name, parser);
                parser.skipChildren();
            }
        }

        private void take(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "jsonrpc" -> versionRight = "2.0".equals(text(parser));
                case "id" -> {
                    hasId = true;
                    id = id(parser);
                }
                case "method" -> {
                    hasMethod = true;
                    method = text(parser);
                }
                case "params" -> takeParams(parser);
                case "result", "error" -> answers = true;
                default -> {
                    // Unknown fields are the future's business.
                }
            }
        }

        private void takeParams(JsonParser parser) throws IOException {
            paramsOdd =
                    parser.currentToken() != JsonToken.START_OBJECT && parser.currentToken() != JsonToken.VALUE_NULL;
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("protocolVersion")) {
                    protocolVersion = text(parser);
                } else if (name.equals("requestId")) {
                    cancelledId = id(parser);
                }
                parser.skipChildren();
            }
        }

        Envelope envelope() {
            if (!hasMethod && answers) {
                return new Envelope(Envelope.Kind.RESPONSE, id, "", null, null, 0, "");
            }
            if (method == null) {
                return invalid(hasMethod ? "The method must be a string." : "The message has no method.");
            }
            if (hasId && id == null) {
                return invalid("The id of a request must be a string or an integer of at most 64 bits.");
            }
            if (!versionRight) {
                return invalid("The field jsonrpc must be \"2.0\".");
            }
            if (paramsOdd) {
                return Envelope.invalid(id, Replies.INVALID_PARAMS, "The params must be a JSON object.");
            }
            Envelope.Kind kind = hasId ? Envelope.Kind.REQUEST : Envelope.Kind.NOTIFICATION;
            return new Envelope(kind, id, method, protocolVersion, cancelledId, 0, "");
        }

        private Envelope invalid(String problem) {
            return Envelope.invalid(id, Replies.INVALID_REQUEST, problem);
        }

        private static @Nullable String text(JsonParser parser) throws IOException {
            return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
        }

        private static @Nullable Object id(JsonParser parser) throws IOException {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
                return parser.getLongValue();
            }
            return text(parser);
        }
    }
}
