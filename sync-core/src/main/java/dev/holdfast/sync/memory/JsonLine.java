package dev.holdfast.sync.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line of a file of JSON objects, and where it stands, for messages. */
record JsonLine(Path file, long number, JsonNode json) {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** What is done with a line. */
    interface Use {
        void line(JsonLine line);
    }

    static void each(Path file, Use use) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 0;
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                number++;
                if (!isBlank(text)) {
                    use.line(parse(file, number, text));
                }
            }
        }
    }

    static boolean isBlank(String text) {
        return withoutMark(text).isBlank();
    }

    static JsonLine parse(Path file, long number, String text) {
        try {
            JsonNode json = MAPPER.readTree(withoutMark(text));
            if (json.isObject()) {
                return new JsonLine(file, number, json);
            }
        } catch (JsonProcessingException e) {
            throw bad(file, number, "is not JSON");
        }
        throw bad(file, number, "is not a JSON object");
    }

    String required(String name) {
        return text(name).orElseThrow(() -> bad("lacks the field \"" + name + "\""));
    }

    Optional<String> text(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(value.textValue());
        }
        throw bad("has something else than text in \"" + name + "\"");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !value.isArray()) {
            throw bad("has no list in \"" + name + "\"");
        }
        for (JsonNode each : value) {
            if (!each.isTextual()) {
                throw bad("has something else than text in \"" + name + "\"");
            }
            texts.add(each.textValue());
        }
        return texts;
    }

    double number(String name, double standard) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return standard;
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        throw bad("has something else than a number in \"" + name + "\"");
    }

    boolean flag(String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull() || value.isBoolean()) {
            return value.asBoolean(false);
        }
        throw bad("has something else than true or false in \"" + name + "\"");
    }

    Optional<Instant> time(String name) {
        return text(name)
                .map(text -> StoredTime.parse(text)
                        .orElseThrow(() -> bad("has no time in \"" + name + "\"; write it as 2026-03-01T18:30:00Z")));
    }

    /** The memory if it can be stored. */
    Memory checked(Memory memory) {
        try {
            memory.chosen().checkStorable();
            return memory;
        } catch (MemoryException e) {
            throw bad("can't be stored: " + e.getMessage());
        }
    }

    MemoryException bad(String what) {
        return bad(file, number, what);
    }

    private static MemoryException bad(Path file, long number, String what) {
        return new MemoryException("Line " + number + " of " + file + " " + what + (what.endsWith(".") ? "" : ".")
                + " Nothing was imported.");
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }
}
