package dev.holdfast.mcp.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Keeps lists in results short enough for a model to read; the full count stands in a field beside each. */
final class Capped {
    /** The most items that a list in a result has. */
    static final int ITEMS = 200;

    private static final int CHARACTERS = 20_000;

    private Capped() {}

    static List<String> names(List<String> all) {
        return items(all, Function.identity());
    }

    /** The first items, as many as fit. */
    static <T> List<T> items(List<T> all, Function<T, String> text) {
        List<T> kept = new ArrayList<>();
        int characters = 0;
        for (T item : all) {
            characters += text.apply(item).length();
            if (kept.size() == ITEMS || characters > CHARACTERS) {
                break;
            }
            kept.add(item);
        }
        return kept;
    }
}
