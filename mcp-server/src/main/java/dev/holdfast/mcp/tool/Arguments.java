package dev.holdfast.mcp.tool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tool's arguments. An argument that is null counts as left out, for many models send them so. After all have been
 * read, {@link #refuseOthers()} must be called. Every method throws {@link BadArgumentException}. Not thread-safe.
 */
final class Arguments {
    private static final int SHOWN = 80;

    private final Map<String, Object> values;
    private final Set<String> known = new LinkedHashSet<>();

    Arguments(@Nullable Map<String, Object> values) {
        this.values = values == null ? Map.of() : values;
    }

    String oneOf(String name, String standard, List<String> allowed) {
        Object value = find(name);
        if (value == null) {
            return standard;
        }
        if (value instanceof String text && allowed.contains(text)) {
            return text;
        }
        throw bad(name, value, "one of " + String.join(", ", allowed));
    }

    boolean bool(String name, boolean standard) {
        Object value = find(name);
        if (value == null) {
            return standard;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw bad(name, value, "true or false");
    }

    int integer(String name, int standard, int least, int most) {
        Object value = find(name);
        if (value == null) {
            return standard;
        }
        // JSON does not tell 5 from 5.0.
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            double whole = number.doubleValue();
            if (whole >= least && whole <= most) {
                return (int) whole;
            }
        }
        throw bad(name, value, "a whole number from " + least + " to " + most);
    }

    Optional<String> text(String name) {
        Object value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw bad(name, value, "a string");
    }

    /** A text that can't be left out. */
    String required(String name) {
        return text(name)
                .orElseThrow(
                        () -> new BadArgumentException("The argument " + name + " is missing; it must be a string."));
    }

    Optional<Boolean> flag(String name) {
        return find(name) == null ? Optional.empty() : Optional.of(bool(name, false));
    }

    /** A number from 0 to 1. */
    Optional<Double> share(String name) {
        Object value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return Optional.of(number.doubleValue());
        }
        throw bad(name, value, "a number from 0 to 1");
    }

    /** A list of strings, none of them blank. */
    Optional<List<String>> texts(String name, int most) {
        Object value = find(name);
        if (value == null) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> items && items.size() <= most) {
            for (Object item : items) {
                if (item instanceof String text && !text.isBlank()) {
                    texts.add(text.strip());
                }
            }
            if (texts.size() == items.size()) {
                return Optional.of(texts);
            }
        }
        throw bad(name, value, "a list of at most " + most + " strings, none of them empty");
    }

    /** A point in time; of a day alone its beginning. */
    Optional<Instant> beginning(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Times.parse(text.get().strip() + "T00:00").or(() -> Times.parse(text.get()));
        if (time.isEmpty()) {
            throw bad(
                    name,
                    text.get(),
                    "a time such as 2026-03-01T18:30:00Z, or 2026-03-01 (the beginning of that day); without an offset it"
                            + " is UTC");
        }
        return time;
    }

    /** A point in time, as {@link Times} reads it. */
    Optional<Instant> time(String name) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Times.parse(text.get());
        if (time.isEmpty()) {
            throw bad(name, text.get(), Times.RULE);
        }
        return time;
    }

    /** A list of names; empty when left out or {@code "all"}. */
    List<String> namesOrAll(String name) {
        Object value = find(name);
        if (value == null || value.equals("all")) {
            return List.of();
        }
        if (!(value instanceof List<?> items) || items.isEmpty()) {
            throw bad(name, value, "a list of at least one source name, or \"all\"");
        }
        List<String> names = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw bad(name, value, "a list of strings, or \"all\"");
            }
            names.add(text);
        }
        return names;
    }

    void refuseOthers() {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                String rule = known.isEmpty() ? "this tool takes none" : "this tool takes " + String.join(", ", known);
                throw new BadArgumentException("There is no argument \"" + shortened(name) + "\": " + rule + ".");
            }
        }
    }

    private @Nullable Object find(String name) {
        known.add(name);
        return values.get(name);
    }

    private static BadArgumentException bad(String name, Object value, String rule) {
        String shown = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return new BadArgumentException(
                "The argument " + name + " is " + shortened(shown) + ", but it must be " + rule + ".");
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
