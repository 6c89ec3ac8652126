package dev.holdfast.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects things that users call by name; looks at all of them, however many are wrong. Not thread-safe. */
final class NamedList<T> {
    private final Reading reading;
    private final Function<T, String> name;
    private final List<T> items = new ArrayList<>();
    private final Map<String, Origin> places = new HashMap<>();
    private boolean complete = true;

    NamedList(Reading reading, Function<T, String> name) {
        this.reading = reading;
        this.name = name;
    }

    void add(Raw raw, Parser<T> parser) {
        T item = reading.part(raw, parser);
        if (item == null) {
            complete = false;
            return;
        }
        // Names become file names, and some systems do not tell a from A there.
        Origin earlier = places.putIfAbsent(name.apply(item).toLowerCase(Locale.ROOT), raw.where());
        if (earlier == null) {
            items.add(item);
        } else {
            complete = false;
            reading.reject(raw.where(), "the name \"" + name.apply(item) + "\" is already taken at " + earlier);
        }
    }

    /** Everything that was added; null when any of it was rejected. */
    @Nullable
    List<T> all() {
        return complete ? List.copyOf(items) : null;
    }
}
