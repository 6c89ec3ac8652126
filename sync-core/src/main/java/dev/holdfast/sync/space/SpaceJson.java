package dev.holdfast.sync.space;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** JSON that is the same bytes whenever it says the same: an object's keys are sorted, and lines end alike everywhere. */
final class SpaceJson {
    /** Of what has no metadata. */
    static final String NONE = "{}";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Reads one value of many. */
    private static final ObjectReader PARTS = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SpaceJson() {}

    /** Writes the next part of a page. */
    @FunctionalInterface
    interface Part {
        void write(JsonGenerator json) throws IOException;
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object that a text is; empty when it is none. */
    static Optional<ObjectNode> parse(String text) {
        try {
            return MAPPER.readTree(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The object that UTF-8 bytes are; empty when they are none. */
    static Optional<ObjectNode> parse(byte[] bytes) {
        try {
            return MAPPER.readTree(bytes) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads bytes token by token. */
    static JsonParser parser(InputStream in) throws IOException {
        return MAPPER.getFactory().createParser(in);
    }

    /** The value that a parser is at, to its end. */
    static JsonNode value(JsonParser json) throws IOException {
        return PARTS.readTree(json);
    }

    /** On one line. */
    static String line(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(sorted(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** On many lines, for people, with a line end behind the last one. */
    static byte[] page(JsonNode json) {
        try {
            return (MAPPER.writer(printer()).writeValueAsString(sorted(json)) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** The same of parts that make one value together; each is made when it is read. */
    @SuppressWarnings("JdkObsolete") // What joins streams asks for an Enumeration.
    static InputStream page(Iterator<Part> parts) {
        StringWriter text = new StringWriter();
        try {
            JsonGenerator json = MAPPER.getFactory().createGenerator(text).setPrettyPrinter(printer());
            return new SequenceInputStream(new Enumeration<>() {
                private boolean ended;

                @Override
                public boolean hasMoreElements() {
                    return !ended;
                }

                @Override
                public InputStream nextElement() {
                    ended = !parts.hasNext();
                    return ended ? bytes("\n") : bytes(next(parts.next(), json, text));
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("memory can always be written to", e);
        }
    }

    private static String next(Part part, JsonGenerator json, StringWriter text) {
        try {
            part.write(json);
            json.flush();
        } catch (IOException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
        String written = text.toString();
        text.getBuffer().setLength(0);
        return written;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static DefaultPrettyPrinter printer() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        printer.indentArraysWith(lines);
        printer.indentObjectsWith(lines);
        return printer;
    }

    /** The same with the keys of each object in order. */
    static JsonNode sorted(JsonNode json) {
        if (json instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            ObjectNode sorted = object();
            fields.forEach(sorted::set);
            return sorted;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode sorted = JsonNodeFactory.instance.arrayNode();
            array.forEach(each -> sorted.add(sorted(each)));
            return sorted;
        }
        return json;
    }
}
