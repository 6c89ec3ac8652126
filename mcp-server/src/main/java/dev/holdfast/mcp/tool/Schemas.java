package dev.holdfast.mcp.tool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds JSON schemas. Orders are kept, so that a tool's definition is the same bytes each time. */
final class Schemas {
    private Schemas() {}

    /** A map of names and values in the order given. */
    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Arguments, all of which may be left out. */
    static Map<String, Object> arguments(Map<String, Object> properties) {
        return map("type", "object", "properties", properties, "additionalProperties", false);
    }

    /** The same, of which these can't be left out. */
    static Map<String, Object> requiring(Map<String, Object> arguments, String... names) {
        Map<String, Object> with = new LinkedHashMap<>(arguments);
        with.put("required", List.of(names));
        return with;
    }

    /** A result, whose fields are always there. */
    static Map<String, Object> result(Map<String, Object> properties) {
        return map(
                "type",
                "object",
                "properties",
                properties,
                "required",
                new ArrayList<>(properties.keySet()),
                "additionalProperties",
                false);
    }

    static Map<String, Object> type(String type, String description) {
        return map("type", type, "description", description);
    }

    static Map<String, Object> nullable(String type, String description) {
        return map("type", List.of(type, "null"), "description", description);
    }

    static Map<String, Object> list(Object items, String description) {
        return map("type", "array", "items", items, "description", description);
    }

    static Map<String, Object> texts(String description) {
        return list(map("type", "string"), description);
    }

    static Map<String, Object> choice(List<String> values, String description) {
        return map("type", "string", "enum", values, "description", description);
    }

    static Map<String, Object> standard(Map<String, Object> schema, Object value) {
        Map<String, Object> with = new LinkedHashMap<>(schema);
        with.put("default", value);
        return with;
    }
}
