package dev.holdfast.sync.memory;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the official memory server's file. Each entity, with its observations, becomes one memory, and each relation. The file
 * knows no times, so they count as of now.
 */
final class GraphReader implements MemoryReader {
    private final Instant now;

    GraphReader(Instant now) {
        this.now = now;
    }

    /** Whether a line is one of that server's. */
    static boolean isIts(JsonLine line) {
        JsonNode type = line.json().path("type");
        return !line.json().has("content")
                && (type.asText().equals(GraphText.ENTITY) || type.asText().equals(GraphText.RELATION));
    }

    @Override
    public void read(Path file, Consumer<Memory> each) throws IOException {
        JsonLine.each(file, line -> each.accept(line.checked(memory(line))));
    }

    private Memory memory(JsonLine line) {
        String type = line.required("type");
        if (type.equals(GraphText.ENTITY)) {
            String name = line.required("name");
            String text = GraphText.entity(name, line.texts("observations"));
            String kind = line.text("entityType").orElse("");
            return memory(StableIds.of(Instant.EPOCH, type, name), type, new MemoryText(text, kind, ""));
        }
        if (type.equals(GraphText.RELATION)) {
            String from = line.required("from");
            String relation = line.required("relationType");
            String to = line.required("to");
            return memory(
                    StableIds.of(Instant.EPOCH, type, from, relation, to),
                    type,
                    new MemoryText(GraphText.relation(from, relation, to), "", ""));
        }
        throw line.bad("is neither an entity nor a relation");
    }

    private Memory memory(String id, String category, MemoryText text) {
        return new Memory(id, 1, category, text, NewMemory.USUAL_IMPORTANCE, false, now, now, Optional.empty());
    }
}
