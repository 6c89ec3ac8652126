package dev.holdfast.sync.space;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.StableIds;
import dev.holdfast.sync.memory.StoredTime;
import dev.holdfast.sync.space.MemoryHeader.BadHeaderException;
import dev.holdfast.sync.space.MemoryHeader.Value;
import dev.holdfast.sync.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A memory as a Markdown file: its fields as YAML between two lines {@code ---}, and from the line after that on, byte for byte,
 * what it says. Reading gives what was written; what nobody could mean is refused as a whole, never mended or dropped. What a
 * file leaves out is empty here. Its {@code toString} does not tell the text.
 *
 * @param id which memory it is
 * @param category as in {@link NewMemory}
 * @param tags as in {@link MemoryText}
 * @param keywords as in {@link MemoryText}
 * @param importance as in {@link NewMemory}
 * @param sensitive likewise
 * @param created when it was first stored
 * @param updated when it was last changed
 * @param content all below the header
 */
record MemoryFile(
        Optional<String> id,
        Optional<String> category,
        Optional<String> tags,
        Optional<String> keywords,
        Optional<Double> importance,
        Optional<Boolean> sensitive,
        Optional<Instant> created,
        Optional<Instant> updated,
        String content) {
    /** More bytes no memory can have, with all that belongs to it. */
    static final int LARGEST = 4 * (NewMemory.MOST_CONTENT + 3 * NewMemory.MOST_TAGS);

    private static final String FENCE = "---";
    private static final char MARK = '\ufeff';
    private static final int SHOWN = 60;
    private static final List<String> NAMES =
            List.of("id", "category", "tags", "keywords", "importance", "sensitive", "created", "updated");
    private static final List<String> LISTS = List.of("tags", "keywords");

    /** A memory's file. Equal memories give equal bytes. */
    static byte[] of(Memory memory) {
        MemoryText text = memory.text();
        StringBuilder file = new StringBuilder(FENCE).append('\n');
        file.append("id: ").append(memory.id()).append('\n');
        file.append(MemoryHeader.line("category", memory.category()));
        file.append(MemoryHeader.lines("tags", text.tags()));
        if (!text.keywords().isEmpty()) {
            file.append(MemoryHeader.lines("keywords", text.keywords()));
        }
        file.append("importance: ").append(memory.importance()).append('\n');
        if (memory.sensitive()) {
            file.append("sensitive: true\n");
        }
        file.append("created: ").append(memory.created()).append('\n');
        file.append("updated: ").append(memory.updated()).append('\n');
        file.append(FENCE).append('\n').append(text.content());
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads a file.
     *
     * @param path what messages call it
     * @throws StorageException.InvalidKey when no memory can be made of it: one sentence that says what to do
     */
    static MemoryFile read(String path, byte[] bytes) throws StorageException {
        String text = text(path, bytes);
        int header = afterFence(text, 0);
        if (header < 0) {
            return plain(text);
        }
        int end = header;
        while (afterFence(text, end) < 0) {
            end = text.indexOf('\n', end) + 1;
            if (end == 0 || end == text.length()) {
                throw new StorageException.InvalidKey(
                        path + " begins with a line --- as front matter does, but no second such line ends it: add that"
                                + " line, or put two lines --- at the very top.");
            }
        }
        try {
            return of(MemoryHeader.read(text.substring(header, end)), text.substring(afterFence(text, end)));
        } catch (BadHeaderException e) {
            throw new StorageException.InvalidKey("The front matter of " + path + " " + e.reason() + ".");
        }
    }

    /** A mark of the encoding at the very beginning is no part of what a file says. */
    private static String text(String path, byte[] bytes) throws StorageException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new StorageException.InvalidKey(
                    path + " is not UTF-8 text, so no memory can be made of it: save it as UTF-8.");
        }
    }

    /** Where the text goes on behind the line {@code ---} that begins here; -1 when none does. */
    private static int afterFence(String text, int begin) {
        if (!text.startsWith(FENCE, begin)) {
            return -1;
        }
        int end = begin + FENCE.length();
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\r')) {
            end++;
        }
        if (end == text.length()) {
            return begin == 0 ? -1 : end;
        }
        return text.charAt(end) == '\n' ? end + 1 : -1;
    }

    private static MemoryFile plain(String content) {
        return new MemoryFile(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                content);
    }

    private static MemoryFile of(Map<String, Value> fields, String content) throws BadHeaderException {
        for (Map.Entry<String, Value> field : fields.entrySet()) {
            if (!NAMES.contains(field.getKey())) {
                throw new BadHeaderException("has " + shown(field.getKey())
                        + ", which memories don't have: remove it, or move it below the second line ---");
            }
            if (field.getValue().isList() && !LISTS.contains(field.getKey())) {
                throw new BadHeaderException("has a list for " + field.getKey() + ", but that is one value");
            }
        }
        return new MemoryFile(
                one(fields, "id", MemoryFile::id),
                one(fields, "category", text -> text),
                Optional.ofNullable(fields.get("tags")).map(Value::joined),
                Optional.ofNullable(fields.get("keywords")).map(Value::joined),
                one(fields, "importance", MemoryFile::importance),
                one(fields, "sensitive", MemoryFile::truth),
                one(fields, "created", text -> time("created", text)),
                one(fields, "updated", text -> time("updated", text)),
                content);
    }

    private interface Reader<T> {
        T read(String text) throws BadHeaderException;
    }

    private static <T> Optional<T> one(Map<String, Value> fields, String name, Reader<T> reader)
            throws BadHeaderException {
        Value value = fields.get(name);
        return value == null || value.items().isEmpty()
                ? Optional.empty()
                : Optional.of(reader.read(value.items().get(0)));
    }

    private static String id(String text) throws BadHeaderException {
        if (!StableIds.isOne(text)) {
            throw new BadHeaderException(
                    "has the id " + shown(text) + ", which is none of a memory: remove that line, and it gets one");
        }
        return text;
    }

    private static double importance(String text) throws BadHeaderException {
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw noImportance(text);
        }
        throw noImportance(text);
    }

    private static BadHeaderException noImportance(String text) {
        return new BadHeaderException(
                "has the importance " + shown(text) + ", but it must be a number from 0 to 1, such as 0.5");
    }

    private static boolean truth(String text) throws BadHeaderException {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadHeaderException("has " + shown(text) + " for sensitive, but that is true or false");
        };
    }

    /** A day alone is its beginning in UTC. */
    private static Instant time(String name, String text) throws BadHeaderException {
        return StoredTime.parse(text)
                .or(() -> StoredTime.parse(text.strip() + "T00:00:00Z"))
                .orElseThrow(() -> new BadHeaderException("has " + shown(text) + " for " + name
                        + ", which is no time: write it as 2026-01-31T12:00:00Z, or remove the line"));
    }

    /** A word of somebody's in a sentence of ours. */
    static String shown(String word) {
        return "\"" + (word.length() <= SHOWN ? word : word.substring(0, SHOWN) + "…") + "\"";
    }

    /**
     * What the memory is to be from now on: what the file leaves out stays as it is.
     *
     * @param old the memory as it is; null when there is none
     * @param category that of a new memory that names none
     */
    NewMemory over(@Nullable Memory old, String category) {
        MemoryText text = old == null ? MemoryText.NONE : old.text();
        return new NewMemory(
                category().orElse(old == null ? category : old.category()),
                new MemoryText(content, tags.orElse(text.tags()), keywords.orElse(text.keywords())),
                importance.orElse(old == null ? NewMemory.USUAL_IMPORTANCE : old.importance()),
                sensitive.orElse(old != null && old.sensitive()));
    }

    /** Whether it would change nothing of what a memory says. */
    boolean says(Memory memory) {
        return over(memory, memory.category()).equals(said(memory));
    }

    /** What a memory says, as it would be wished for. */
    static NewMemory said(Memory memory) {
        return new NewMemory(memory.category(), memory.text(), memory.importance(), memory.sensitive());
    }

    @Override
    public String toString() {
        return "MemoryFile[" + id.orElse("new") + ", " + content.length() + " characters]";
    }
}
