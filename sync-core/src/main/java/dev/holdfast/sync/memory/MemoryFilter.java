package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which memories are meant.
 *
 * @param category only those of this category
 * @param tags only those that have all of these tags, in whatever case
 * @param since only those created then or later
 * @param before only those created earlier than that
 */
public record MemoryFilter(
        Optional<String> category, List<String> tags, Optional<Instant> since, Optional<Instant> before) {
    /** All of them. */
    public static final MemoryFilter ALL =
            new MemoryFilter(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    public MemoryFilter {
        tags = List.copyOf(tags);
    }

    /** Only those of this category. */
    public static MemoryFilter category(String category) {
        return new MemoryFilter(Optional.of(category), List.of(), Optional.empty(), Optional.empty());
    }

    /** A tag as it is compared. */
    static String folded(String tag) {
        return tag.strip().toLowerCase(Locale.ROOT);
    }

    /** Adds to a condition on the table {@code m}, and to its values. */
    void narrow(StringBuilder condition, List<@Nullable Object> values) {
        category.ifPresent(value -> add(condition, values, " AND m.category = ?", value));
        since.ifPresent(value -> add(condition, values, " AND m.created >= ?", Micros.of(value)));
        before.ifPresent(value -> add(condition, values, " AND m.created < ?", Micros.of(value)));
        for (String tag : tags) {
            add(
                    condition,
                    values,
                    " AND EXISTS (SELECT 1 FROM memory_tag g WHERE g.tag = ? AND g.created = m.created"
                            + " AND g.number = m.number)",
                    folded(tag));
        }
    }

    /** The same without its first tag. */
    MemoryFilter withoutFirstTag() {
        return new MemoryFilter(category, tags.subList(1, tags.size()), since, before);
    }

    private static void add(StringBuilder condition, List<@Nullable Object> values, String text, Object value) {
        condition.append(text);
        values.add(value);
    }
}
