package dev.holdfast.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code memory_api_categories}: a map from categories of memories here to the server's. */
final class CategoriesParser {
    private static final int LONGEST = 100;

    private CategoriesParser() {}

    static @Nullable Map<String, String> parse(Raw raw, Reading reading) {
        if (!(raw instanceof Raw.Fields fields)) {
            throw new BadValueException("it is " + raw.kind());
        }
        Map<String, String> categories = new LinkedHashMap<>();
        for (Raw.Field field : fields.fields()) {
            String theirs = reading.part(field.value(), (value, r) -> theirs(field, value));
            if (theirs != null) {
                categories.put(field.name(), theirs);
            }
        }
        boolean complete = categories.size() == fields.fields().size();
        return complete ? Collections.unmodifiableMap(categories) : null;
    }

    private static String theirs(Raw.Field field, Raw value) {
        requireCategory(field.name(), field.where());
        if (!(value instanceof Raw.Text text)) {
            throw new BadValueException("the category for " + Shown.value(field.name()) + " is " + value.kind());
        }
        requireCategory(text.text(), text.where());
        return text.text();
    }

    private static void requireCategory(String text, Origin where) {
        boolean printable = text.codePoints().noneMatch(Character::isISOControl);
        if (text.isBlank() || text.length() > LONGEST || !printable) {
            throw new BadValueException(
                    "the category " + Shown.value(text) + " is not 1 to " + LONGEST + " printable characters", where);
        }
    }
}
