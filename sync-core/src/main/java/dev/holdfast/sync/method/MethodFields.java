package dev.holdfast.sync.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the fields that a method adds to its result: they stand in the job table and go to the assistant, so they
 * are few, small, and plain JSON.
 */
final class MethodFields {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int MOST_FIELDS = 20;
    private static final int MOST_ITEMS = 100;
    private static final int DEEPEST = 3;
    private static final int MOST_CHARACTERS = 8000;

    private int characters;

    private MethodFields() {}

    /**
     * A copy that nobody can change.
     *
     * @throws IllegalArgumentException when a rule is broken; says which, and where
     */
    static Map<String, Object> checked(Map<String, ?> fields) {
        return new MethodFields().object("", fields, 1);
    }

    private Map<String, Object> object(String path, Map<?, ?> fields, int depth) {
        require(fields.size() <= MOST_FIELDS, path, "has more than " + MOST_FIELDS + " fields");
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            String name = String.valueOf(key);
            require(NAME.matcher(name).matches(), path, "has a field whose name is not in lower_case: " + name);
            count(name);
            copy.put(name, value(path.isEmpty() ? name : path + "." + name, value, depth));
        });
        return Collections.unmodifiableMap(copy);
    }

    private Object value(String path, @Nullable Object value, int depth) {
        if (value instanceof String text) {
            count(text);
            return text;
        }
        if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
            count("number");
            return value;
        }
        if (value instanceof Double number && Double.isFinite(number)) {
            count("number");
            return value;
        }
        require(depth < DEEPEST, path, "is nested too deeply, or no text, number, truth value, list or map of these");
        if (value instanceof List<?> list) {
            require(list.size() <= MOST_ITEMS, path, "has more than " + MOST_ITEMS + " items");
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(value(path, item, depth + 1)));
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Map<?, ?> map) {
            return object(path, map, depth + 1);
        }
        throw broken(path, "is no text, number, truth value, list or map of these");
    }

    private void count(String text) {
        characters += text.length();
        require(characters <= MOST_CHARACTERS, "", "have more than " + MOST_CHARACTERS + " characters");
    }

    private static void require(boolean kept, String path, String otherwise) {
        if (!kept) {
            throw broken(path, otherwise);
        }
    }

    private static IllegalArgumentException broken(String path, String how) {
        return new IllegalArgumentException(
                "A method's own fields" + (path.isEmpty() ? " " : ", at " + path + ": it ") + how + ".");
    }
}
