package dev.holdfast.mcp.tool;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the memory tools take and answer with, and how memories look there. */
final class MemoryFields {
    static final int MOST_TAGS = 50;

    /** So much of all contents goes into one answer, however many they are: a model has to read it. */
    private static final int CHARACTERS = 40_000;

    private static final int SHORTEST = 400;

    private MemoryFields() {}

    static Map<String, Object> schema() {
        return Schemas.result(Schemas.map(
                "id", Schemas.type("string", "Its id, for memory_update, memory_delete and memory_recall."),
                "category", Schemas.type("string", "What kind it is."),
                "content", Schemas.nullable("string", "What it says; null for a sensitive one that is only listed."),
                "content_truncated",
                        Schemas.type("boolean", "Whether only its beginning is here; memory_recall by id gives all."),
                "tags", Schemas.texts("Its tags."),
                "keywords", Schemas.type("string", "Other words that it is found by."),
                "importance", Schemas.type("number", "From 0 to 1."),
                "sensitive", Schemas.type("boolean", "Whether it is shown only when asked for by its id."),
                "created_at", Schemas.type("string", "When it was first stored (ISO 8601, UTC)."),
                "updated_at", Schemas.type("string", "When it was last changed (ISO 8601, UTC)."),
                "revision", Schemas.type("integer", "1 at first, and one more with each change.")));
    }

    static Map<String, Object> pageSchema(String order) {
        return Schemas.map(
                "memories", Schemas.list(schema(), order),
                "next_cursor",
                        Schemas.nullable("string", "Gets the next page as the argument cursor; null on the last one."),
                "message", Schemas.type("string", "The same in words."));
    }

    static Map<String, Object> filterArguments() {
        return Schemas.map(
                "category", Schemas.type("string", "Only memories of this category."),
                "tags", Schemas.texts("Only memories that have all of these tags."));
    }

    static MemoryFilter filter(Arguments arguments) {
        return new MemoryFilter(
                arguments.text("category"),
                arguments.texts("tags", MOST_TAGS).orElse(List.of()),
                Optional.empty(),
                Optional.empty());
    }

    /** The tags as one text. */
    static String joined(List<String> tags) {
        for (String tag : tags) {
            if (tag.contains(",")) {
                throw new BadArgumentException("The argument tags has a tag with a comma in it; make two tags of it.");
            }
        }
        return String.join(", ", tags);
    }

    /** A page as an answer. */
    static Map<String, Object> page(MemoryPage page, int most) {
        int each = Math.min(
                most,
                Math.max(SHORTEST, CHARACTERS / Math.max(1, page.memories().size())));
        Map<String, Object> fields = Schemas.map(
                "memories",
                page.memories().stream()
                        .map(memory -> fields(memory, each, false))
                        .toList());
        fields.put("next_cursor", page.next().orElse(null));
        return fields;
    }

    /**
     * One memory.
     *
     * @param most so many characters of its content
     * @param shown whether a sensitive one says what it says
     */
    static Map<String, Object> fields(Memory memory, int most, boolean shown) {
        String content = memory.text().content();
        boolean hidden = memory.sensitive() && !shown;
        Map<String, Object> fields = Schemas.map(
                "id", memory.id(),
                "category", memory.category(),
                "content_truncated", content.length() > most,
                "tags", hidden ? List.of() : memory.text().tagList(),
                "keywords", hidden ? "" : memory.text().keywords(),
                "importance", memory.importance(),
                "sensitive", memory.sensitive(),
                "created_at", memory.created().toString(),
                "updated_at", memory.updated().toString(),
                "revision", memory.revision());
        fields.put("content", hidden ? null : beginning(content, most));
        return fields;
    }

    /** The answer's memories as text, for clients that show a model nothing else. */
    static String lines(String head, Map<String, Object> answer) {
        List<String> lines = new ArrayList<>(List.of(head));
        if (answer.get("memories") instanceof List<?> memories) {
            for (Object each : memories) {
                lines.add(each instanceof Map<?, ?> fields ? line(fields) : "");
            }
        }
        return String.join("\n", lines);
    }

    private static String line(Map<?, ?> fields) {
        Object content = fields.get("content");
        String day = String.valueOf(fields.get("updated_at")).substring(0, 10);
        return "- " + fields.get("id") + " (" + fields.get("category") + ", " + day + "): "
                + (content == null ? "sensitive; ask for it by its id" : content)
                + (Boolean.TRUE.equals(fields.get("content_truncated")) ? "…" : "");
    }

    /** Never ends in the middle of a character. */
    private static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
