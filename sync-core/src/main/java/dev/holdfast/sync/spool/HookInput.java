package dev.holdfast.sync.spool;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/** Reads the JSON that an assistant gives its SessionEnd hook. */
public final class HookInput {
    private HookInput() {}

    /**
     * What we keep of it: {@code session_id}, {@code reason} and {@code working_directory}, as far as they are there. An
     * empty input holds nothing, which is fine.
     *
     * @throws IOException when it can't be read or is no JSON object
     */
    public static Map<String, String> read(InputStream in) throws IOException {
        Map<String, String> attributes = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(in)) {
            if (parser.nextToken() == null) {
                return attributes;
            }
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    keep(attributes, name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return attributes;
    }

    private static void keep(Map<String, String> attributes, String name, String value) {
        switch (name) {
            case "session_id", "reason" -> attributes.put(name, value);
            case "cwd" -> attributes.put("working_directory", value);
            default -> {
                // The hook tells more than we keep; the transcript's path, for one, is nobody's business.
            }
        }
    }
}
