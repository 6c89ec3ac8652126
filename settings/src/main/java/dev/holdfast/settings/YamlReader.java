package dev.holdfast.settings;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML (and so JSON) into {@link Raw} values that know their lines. It works on the parser's events, because these
 * show anchors, aliases and tags, which settings have no use for and which are therefore refused: with them gone, no
 * input can expand into more than it is. Touched only when there is YAML to read, since loading it costs start-up time.
 */
final class YamlReader {
    /** Settings need three levels. */
    private static final int DEEPEST = 10;

    /** Without the tilde, which YAML reads as null and people mean as their home directory. */
    private static final List<String> NULLS = List.of("", "null", "Null", "NULL");

    private final IntFunction<Origin> lines;
    private final BiConsumer<Origin, String> broken;
    private final BiConsumer<Raw.Field, String> repeated;

    /**
     * @param lines the place of a line, counted from 1
     * @param broken told once when the text is not YAML that settings allow
     * @param repeated told of each name that occurs twice in one map
     */
    YamlReader(IntFunction<Origin> lines, BiConsumer<Origin, String> broken, BiConsumer<Raw.Field, String> repeated) {
        this.lines = lines;
        this.broken = broken;
        this.repeated = repeated;
    }

    /** The value that the text holds; null when it holds none, or was reported as broken. */
    @Nullable
    Raw read(String text) {
        try {
            return document(
                    new Parse(LoadSettings.builder().build()).parseString(text).iterator());
        } catch (BadYamlException e) {
            broken.accept(lines.apply(e.line()), e.reason());
        } catch (YamlEngineException e) {
            BadYamlException bad = BadYamlException.of(e, text);
            broken.accept(lines.apply(bad.line()), bad.reason());
        }
        return null;
    }

    private @Nullable Raw document(Iterator<Event> events) {
        events.next(); // the stream starts
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return null;
        }
        Event first = events.next();
        boolean empty = first instanceof ScalarEvent scalar
                && scalar.isPlain()
                && scalar.getValue().isEmpty();
        Raw root = node(first, events, 0);
        events.next(); // the document ends
        Event next = events.next();
        if (next.getEventId() != Event.ID.StreamEnd) {
            throw new BadYamlException(line(next), "a second document starts here, and settings are one document");
        }
        return empty ? null : root;
    }

    private Raw node(Event event, Iterator<Event> events, int depth) {
        refuseReferences(event);
        if (depth > DEEPEST) {
            throw new BadYamlException(line(event), "lists and maps are nested more than " + DEEPEST + " deep");
        }
        Origin where = lines.apply(line(event));
        if (event instanceof ScalarEvent scalar) {
            boolean nothing = scalar.isPlain() && NULLS.contains(scalar.getValue());
            return nothing ? new Raw.Nothing(where) : new Raw.Text(scalar.getValue(), where);
        }
        return event.getEventId() == Event.ID.SequenceStart
                ? items(where, events, depth)
                : fields(where, events, depth);
    }

    private Raw items(Origin where, Iterator<Event> events, int depth) {
        List<Raw> items = new ArrayList<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            items.add(node(event, events, depth + 1));
        }
        return new Raw.Items(items, where);
    }

    private Raw fields(Origin where, Iterator<Event> events, int depth) {
        Map<String, Raw.Field> fields = new LinkedHashMap<>();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            refuseReferences(event);
            if (!(event instanceof ScalarEvent name)) {
                throw new BadYamlException(line(event), "the name of a map's entry is not plain text");
            }
            Raw value = node(events.next(), events, depth + 1);
            Raw.Field field = new Raw.Field(name.getValue(), value, lines.apply(line(event)));
            Raw.Field earlier = fields.putIfAbsent(field.name(), field);
            if (earlier != null) {
                repeated.accept(field, "is there twice: here, and before that at " + earlier.where());
            }
        }
        return new Raw.Fields(List.copyOf(fields.values()), where);
    }

    private static void refuseReferences(Event event) {
        boolean tagged = (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                || (event instanceof CollectionStartEvent start
                        && start.getTag().isPresent());
        // An alias is a node event too, and carries the anchor that it names.
        boolean anchored = event instanceof NodeEvent node && node.getAnchor().isPresent();
        if (tagged || anchored) {
            throw new BadYamlException(
                    line(event),
                    "anchors (&), aliases (*) and tags (!) are not used in settings; quote the value if it"
                            + " starts with one of these characters");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
