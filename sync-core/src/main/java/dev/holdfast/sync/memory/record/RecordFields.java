package dev.holdfast.sync.memory.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.StoredTime;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of one record as they come. */
final class RecordFields {
    private static final String CONTENT = "content";
    private static final String CATEGORY = "category";
    private static final String SENSITIVE = "is_sensitive";

    private final Map<String, String> texts = new HashMap<>();
    private @Nullable Long id;
    private @Nullable Boolean sensitive;
    private @Nullable OddReplyException wrong;
    private boolean tooLong;
    private double importance = NewMemory.USUAL_IMPORTANCE;

    /**
     * Takes a field whose value the parser stands at.
     *
     * @return whether it is one of a record's and makes sense; else the caller skips the value, and {@link #record} tells what
     *     is wrong
     */
    boolean take(String name, JsonParser json) throws IOException {
        try {
            return taken(name, json);
        } catch (OddReplyException e) {
            wrong = wrong == null ? e : wrong;
            return false;
        }
    }

    private boolean taken(String name, JsonParser json) throws IOException {
        switch (name) {
            case "id" -> id = whole(json);
            case SENSITIVE -> sensitive = yesOrNo(json);
            case "importance" -> importance = fraction(json);
            case CONTENT, CATEGORY, "tags", "expanded_keywords", "created_at", "updated_at", "deleted_at" -> {
                String text = text(name, json);
                if (text != null) {
                    texts.put(name, text);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The record, when nothing of it is missing. */
    ServerRecord record() throws OddReplyException {
        if (wrong != null) {
            throw wrong;
        }
        if (id == null) {
            throw missing("id");
        }
        boolean deleted = texts.containsKey("deleted_at");
        if (deleted) {
            time("deleted_at");
        } else if (sensitive == null) {
            throw missing(SENSITIVE);
        }
        // A deleted one need not say whether it is sensitive: then it is taken for it.
        MemoryText text = new MemoryText(required(CONTENT, deleted), optional("tags"), optional("expanded_keywords"));
        RecordContent content =
                new RecordContent(required(CATEGORY, deleted), text, importance, sensitive == null || sensitive);
        return new ServerRecord(id, content, time("created_at"), time("updated_at"), deleted);
    }

    /** The record's id, as far as it told one. */
    Optional<Long> id() {
        return Optional.ofNullable(id);
    }

    /** It has more fields than are read: nothing that comes after it can be. */
    void tooLong() {
        tooLong = true;
    }

    boolean isTooLong() {
        return tooLong;
    }

    private String required(String name, boolean deleted) throws OddReplyException {
        String text = texts.get(name);
        if (text == null && !deleted) {
            throw missing(name);
        }
        return text == null ? "" : text;
    }

    private String optional(String name) {
        return Optional.ofNullable(texts.get(name)).orElse("");
    }

    private Instant time(String name) throws OddReplyException {
        String text = texts.get(name);
        if (text == null) {
            throw missing(name);
        }
        return time(name, text);
    }

    /** The time that a text of the server's names. */
    static Instant time(String name, String text) throws OddReplyException {
        return StoredTime.parse(text)
                .orElseThrow(() -> new OddReplyException("its answer has a " + name + " that is no time"));
    }

    private static Long whole(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
                || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw wrong("id");
        }
        return json.getLongValue();
    }

    /** Databases without a type for it say 0 and 1. */
    private static Boolean yesOrNo(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> json.getDoubleValue() != 0;
            default -> throw wrong(SENSITIVE);
        };
    }

    /** Old servers have let in what is out of bounds; the nearest that can be kept is as good. */
    private static double fraction(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return NewMemory.USUAL_IMPORTANCE;
        }
        if (!json.currentToken().isNumeric()) {
            throw wrong("importance");
        }
        return Math.min(1, Math.max(0, json.getDoubleValue()));
    }

    private static @Nullable String text(String name, JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(name);
        }
        String text = json.getText();
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new OddReplyException("its answer has a " + name + " that holds half of a character");
        }
        return text;
    }

    private static OddReplyException missing(String name) {
        return new OddReplyException("its answer has a record without " + name);
    }

    private static OddReplyException wrong(String name) {
        return new OddReplyException("its answer has a record whose " + name + " is of another kind");
    }
}
