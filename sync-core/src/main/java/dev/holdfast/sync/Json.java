package dev.holdfast.sync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON text to trees and back. */
final class Json {
    private Json() {}

    /** Made at its first use: a server answers its client before it needs one. */
    private static final class Holder {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String write(JsonNode json) {
        try {
            return Holder.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** A tree of plain values. */
    static JsonNode tree(Map<String, Object> values) {
        return Holder.MAPPER.valueToTree(values);
    }

    /** An object's plain values, in their order; empty for what is no object. */
    static Map<String, Object> map(JsonNode json) {
        return json.isObject() ? Holder.MAPPER.convertValue(json, new TypeReference<>() {}) : Map.of();
    }

    /** @throws IllegalArgumentException when the text is not JSON */
    static JsonNode read(String text) {
        try {
            return Holder.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }
}
