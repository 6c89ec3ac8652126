package dev.holdfast.sync.memory;

import dev.holdfast.sync.state.SortableIds;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/** Ids for what must get the same id whenever it comes, so that it is stored once. */
public final class StableIds {
    private static final Pattern FORM = Pattern.compile("[0-9a-hjkmnp-tv-z]{26}");

    private StableIds() {}

    /** The id of what these parts tell from everything else, and which came at this time. */
    public static String of(Instant time, String... parts) {
        StringBuilder all = new StringBuilder();
        for (String part : parts) {
            all.append(part.length()).append(':').append(part);
        }
        return SortableIds.of(time, MemoryTable.sha256(all.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The same where several may be all alike, and are as many: the second, third and so on get ids of their own.
     *
     * @param seen how many there were of each so far; changed by this
     */
    static String ofCopy(Instant time, Map<String, Integer> seen, String category, String content) {
        String first = of(time, category, content);
        int copies = seen.merge(first, 1, Integer::sum);
        return copies == 1 ? first : of(time, category, content, Integer.toString(copies));
    }

    /** Whether it looks like an id of ours, made here or on another machine. */
    public static boolean isOne(String id) {
        return FORM.matcher(id).matches();
    }
}
