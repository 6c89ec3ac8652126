package dev.holdfast.testkit.akosha;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server keeps and by which rules: those of the real one. Thread-safe. */
final class HotStore {
    private static final int DIMENSIONS = 384;
    private static final int MOST = 1000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, StoredMemory> stored = new LinkedHashMap<>();

    synchronized Map<String, StoredMemory> all() {
        return new LinkedHashMap<>(stored);
    }

    /**
     * Does the tool's work.
     *
     * @param most after how many stored ones it stops, as if it had died there
     */
    synchronized ObjectNode storeAll(JsonNode memories, int most) {
        if (memories.size() > MOST) {
            return failed(memories.size(), "Batch size exceeds maximum of " + MOST + " memories");
        }
        ArrayNode errors = JSON.createArrayNode();
        int count = 0;
        for (JsonNode memory : memories) {
            if (count == most) {
                return failed(memories.size(), "the database went away");
            }
            Optional<String> error = store(memory);
            if (error.isPresent()) {
                errors.addObject()
                        .put("memory_id", memory.path("memory_id").asText("unknown"))
                        .put("error", error.get());
            } else {
                count++;
            }
        }
        String status = errors.isEmpty() ? "completed" : count > 0 ? "partial" : "failed";
        ObjectNode reply = JSON.createObjectNode().put("status", status).put("total", memories.size());
        reply.put("stored", count).put("failed", errors.size()).set("errors", errors);
        return reply.put("stored_at", Instant.now().toString());
    }

    private static ObjectNode failed(int total, String error) {
        ObjectNode reply = JSON.createObjectNode().put("status", "failed").put("total", total);
        reply.put("stored", 0).put("failed", total).put("error", error).putArray("errors");
        return reply;
    }

    private Optional<String> store(JsonNode memory) {
        String id = memory.path("memory_id").asText();
        String text = memory.path("text").asText();
        JsonNode metadata = memory.path("metadata");
        Optional<String> wrong = wrong(memory, id, text, metadata);
        if (wrong.isPresent()) {
            return wrong;
        }
        List<Double> embedding = new ArrayList<>();
        memory.path("embedding").forEach(number -> embedding.add(number.asDouble()));
        String source = metadata.path("source").asText("unknown");
        stored.put(
                id,
                new StoredMemory(
                        id, source, text, embedding, metadata.path("created_at").asText("")));
        return Optional.empty();
    }

    private Optional<String> wrong(JsonNode memory, String id, String text, JsonNode metadata) {
        if (id.isEmpty() || text.isEmpty()) {
            return Optional.of("Missing required field (memory_id or text)");
        }
        JsonNode embedding = memory.path("embedding");
        if (!embedding.isArray()) {
            return Optional.of("Embedding is required: must be a 384-dimensional vector");
        }
        for (JsonNode number : embedding) {
            if (!number.isNumber()) {
                return Optional.of("Input should be a valid number");
            }
        }
        if (embedding.size() != DIMENSIONS) {
            return Optional.of("Conversion Error: cannot cast a list of " + embedding.size() + " to FLOAT[384]");
        }
        if (metadata.has("created_at") && !isIso(metadata.path("created_at"))) {
            return Optional.of("fromisoformat: argument must be a valid ISO string");
        }
        if (stored.containsKey(id)) {
            return Optional.of(
                    "Constraint Error: Duplicate key \"conversation_id: " + id + "\" violates primary key constraint.");
        }
        return Optional.empty();
    }

    private static boolean isIso(JsonNode value) {
        if (!value.isTextual()) {
            return false;
        }
        try {
            var unused = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    value.asText(), OffsetDateTime::from, LocalDateTime::from);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
