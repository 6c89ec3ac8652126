package dev.holdfast.sync.space;

import dev.holdfast.sync.memory.MemoryText;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The YAML above a memory's text: names, each with one text or a list of texts. Everything is text, whatever YAML would make
 * of it, so that a tag {@code 2024} or {@code yes} stays what somebody wrote; anchors, tags of YAML's and maps in maps are
 * refused.
 */
final class MemoryHeader {
    /** Stands between the items of a list where the store keeps them as one text. */
    static final String BETWEEN = ", ";

    private static final List<String> NOTHING = List.of("", "null");

    /** Needs no quotes wherever it stands. */
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{N}\\p{M} _./+@&()'!?;=-]*[\\p{L}\\p{N}\\p{M}_./+)'!?;=-])?");

    /** What is no text to other programs. */
    private static final Pattern OTHER =
            Pattern.compile("[0-9].*|null|true|false|yes|no|on|off|[yn]|inf|nan", Pattern.CASE_INSENSITIVE);

    /** What nobody would see, or YAML refuses: breaks of lines and marks. */
    private static final String HIDDEN = "\u00a0\u2028\u2029\ufeff\ufffe\uffff";

    private MemoryHeader() {}

    /** What is wrong with a header, to be put behind "The front matter of X ". */
    static final class BadHeaderException extends Exception {
        private static final long serialVersionUID = 1L;

        BadHeaderException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * A value.
     *
     * @param items one of a single text; none of nothing
     * @param isList whether it was written as a list
     */
    record Value(List<String> items, boolean isList) {
        /** As one text, as the store keeps lists. */
        String joined() {
            return String.join(BETWEEN, items);
        }
    }

    /** What the lines between the two {@code ---} say. */
    static Map<String, Value> read(String yaml) throws BadHeaderException {
        try {
            Iterator<Event> events =
                    new Parse(LoadSettings.builder().build()).parseString(yaml).iterator();
            events.next(); // the stream starts
            if (events.next().getEventId() == Event.ID.StreamEnd) {
                return Map.of();
            }
            Map<String, Value> fields = fields(events.next(), events);
            events.next(); // the document ends
            if (events.next().getEventId() != Event.ID.StreamEnd) {
                throw notFlat(Optional.empty());
            }
            return fields;
        } catch (MarkedYamlEngineException e) {
            throw broken(e.getProblemMark().map(mark -> mark.getLine() + 2));
        } catch (YamlEngineException e) {
            throw broken(Optional.empty());
        }
    }

    private static Map<String, Value> fields(Event first, Iterator<Event> events) throws BadHeaderException {
        if (first instanceof ScalarEvent nothing && isNothing(nothing)) {
            return Map.of();
        }
        requirePlain(first);
        if (first.getEventId() != Event.ID.MappingStart) {
            throw notFlat(line(first));
        }
        Map<String, Value> fields = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            String name = text(event);
            if (fields.put(name, value(events.next(), events)) != null) {
                throw new BadHeaderException("has " + MemoryFile.shown(name) + " twice: keep one of them");
            }
        }
        return fields;
    }

    private static Value value(Event first, Iterator<Event> events) throws BadHeaderException {
        if (first.getEventId() != Event.ID.SequenceStart) {
            String text = text(first);
            boolean nothing = first instanceof ScalarEvent scalar && isNothing(scalar);
            return new Value(nothing ? List.of() : List.of(text), false);
        }
        requirePlain(first);
        List<String> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(text(event));
        }
        return new Value(items, true);
    }

    private static String text(Event event) throws BadHeaderException {
        requirePlain(event);
        if (!(event instanceof ScalarEvent scalar)) {
            throw notFlat(line(event));
        }
        return scalar.getValue();
    }

    private static boolean isNothing(ScalarEvent scalar) {
        return scalar.isPlain() && NOTHING.contains(scalar.getValue());
    }

    private static void requirePlain(Event event) throws BadHeaderException {
        boolean tagged = (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                || (event instanceof CollectionStartEvent start
                        && start.getTag().isPresent());
        boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
        if (tagged || anchored) {
            throw new BadHeaderException("begins a value with one of & * !" + at(line(event)) + ": quote that value");
        }
    }

    private static BadHeaderException notFlat(Optional<Integer> line) {
        return new BadHeaderException(
                "may have lines such as \"category: facts\" and lists alone" + at(line) + ": put the rest below it");
    }

    private static BadHeaderException broken(Optional<Integer> line) {
        return new BadHeaderException(
                "is no YAML" + at(line) + ": put values that have signs such as : or # in them into quotes");
    }

    private static Optional<Integer> line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 2);
    }

    private static String at(Optional<Integer> line) {
        return line.map(number -> " (line " + number + ")").orElse("");
    }

    /** A line for a name and its text. */
    static String line(String name, String text) {
        return name + ": " + scalar(text) + "\n";
    }

    /**
     * The lines for a name and texts that the store keeps as one: a list, where reading that gives back just what the store
     * keeps.
     */
    static String lines(String name, String kept) {
        List<String> items = new MemoryText("", kept, "").tagList();
        if (!String.join(BETWEEN, items).equals(kept)) {
            return line(name, kept);
        }
        StringBuilder lines = new StringBuilder(name).append(items.isEmpty() ? ": []\n" : ":\n");
        items.forEach(item -> lines.append("- ").append(scalar(item)).append('\n'));
        return lines.toString();
    }

    /**
     * A text as somebody would write it, or in quotes where YAML, or another program that reads it, would make something else
     * of it. The library's own writer gives some texts that the library can't read.
     */
    private static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !OTHER.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default ->
                    quoted.append(HIDDEN.indexOf(c) >= 0 || Character.isISOControl(c) ? escape(c) : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }

    private static String escape(char c) {
        return "\\u" + HexFormat.of().toHexDigits(c);
    }
}
