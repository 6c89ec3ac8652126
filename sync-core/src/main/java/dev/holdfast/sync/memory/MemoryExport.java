package dev.holdfast.sync.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the store's memories to text, the oldest first. Deleted ones are not written, sensitive ones only when asked for.
 */
public final class MemoryExport {
    private final ObjectMapper mapper = new ObjectMapper();
    private final Writer out;
    private final Lines lines;
    private long written;

    private MemoryExport(Writer out, Lines lines) {
        this.out = out;
        this.lines = lines;
    }

    /** What becomes of a memory. */
    private interface Lines {
        Map<String, Object> line(Memory memory);
    }

    /**
     * What an export did.
     *
     * @param written how many memories were written
     * @param withheld how many sensitive ones were left out
     */
    public record Report(long written, long withheld) {}

    /**
     * Writes them.
     *
     * @param format {@link MemoryFormat#JSON_LINES}, from which an import makes the same memories with the same ids, or
     *     {@link MemoryFormat#KNOWLEDGE_GRAPH}, where what did not come from such a graph becomes an entity of its own
     * @param sensitive whether sensitive memories are written too
     * @throws IOException when the writer fails
     * @throws MemoryException for {@link MemoryFormat#CLAUDE_MEMORY}, which is only read
     * @throws dev.holdfast.sync.state.StateException when the store can't be used
     */
    public static Report run(MemoryStore store, MemoryFormat format, boolean sensitive, Writer out) throws IOException {
        MemoryExport work = new MemoryExport(
                out,
                switch (format) {
                    case JSON_LINES -> MemoryExport::jsonLine;
                    case KNOWLEDGE_GRAPH -> MemoryExport::graphLine;
                    case CLAUDE_MEMORY ->
                        throw new MemoryException("A claude_memory database can be imported, not exported.");
                });
        try {
            store.each(sensitive, work::write);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Report(work.written, sensitive ? 0 : store.counts().sensitive());
    }

    private void write(Memory memory) {
        try {
            out.write(mapper.writeValueAsString(lines.line(memory)));
            out.write('\n');
            written++;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain data can always be written", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> jsonLine(Memory memory) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", memory.id());
        line.put("revision", memory.revision());
        line.put("category", memory.category());
        line.put("content", memory.text().content());
        line.put("tags", memory.text().tags());
        line.put("expanded_keywords", memory.text().keywords());
        line.put("importance", memory.importance());
        line.put("sensitive", memory.sensitive());
        line.put("created_at", memory.created().toString());
        line.put("updated_at", memory.updated().toString());
        return line;
    }

    private static Map<String, Object> graphLine(Memory memory) {
        String content = memory.text().content();
        Map<String, Object> line = new LinkedHashMap<>();
        List<String> names = GraphText.names(content);
        if (memory.category().equals(GraphText.RELATION) && names.size() == 3) {
            line.put("type", GraphText.RELATION);
            line.put("from", names.get(0));
            line.put("to", names.get(2));
            line.put("relationType", names.get(1));
            return line;
        }
        boolean isEntity = memory.category().equals(GraphText.ENTITY);
        List<String> parts = isEntity ? GraphText.parts(content) : List.of(memory.id(), content);
        line.put("type", GraphText.ENTITY);
        line.put("name", parts.get(0));
        line.put("entityType", isEntity ? memory.text().tags() : memory.category());
        line.put("observations", parts.subList(1, parts.size()));
        return line;
    }
}
