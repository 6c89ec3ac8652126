package dev.holdfast.mcp.tool;

import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.memory.RecordStatus;
import dev.holdfast.sync.memory.record.RecordStanding;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders how the memories stand, here and with the memory API. */
public final class MemoryStatus {
    private MemoryStatus() {}

    static Map<String, Object> schema() {
        Map<String, Object> parked = Schemas.result(Schemas.map(
                "id", Schemas.type("string", "The memory's id."),
                "reason", Schemas.type("string", "Why it does not go, and what to do.")));
        Map<String, Object> memories = Schemas.result(Schemas.map(
                "total", Schemas.type("integer", "How many there are."),
                "by_category",
                        Schemas.map(
                                "type",
                                "object",
                                "additionalProperties",
                                Schemas.map("type", "integer"),
                                "description",
                                "How many each category has; of very many categories some."),
                "sensitive", Schemas.type("integer", "How many of them are sensitive."),
                "pending", Schemas.type("integer", "How many wait to be sent to the memory API."),
                "parked", Schemas.type("integer", "How many it does not take as they are."),
                "parked_memories", Schemas.list(parked, "The first of these."),
                "without_server_id", Schemas.type("integer", "How many it has not got yet."),
                "conflicts", Schemas.type("integer", "How many were changed here and elsewhere, both versions kept."),
                "conflict_ids", Schemas.texts("The ids of the first of these."),
                "last_push", Schemas.nullable("string", "When it last took something (ISO 8601, UTC)."),
                "last_pull", Schemas.nullable("string", "When all its news last came in (ISO 8601, UTC)."),
                "api", apiSchema()));
        memories.put("type", List.of("object", "null"));
        memories.put(
                "description",
                "The memories stored with memory_store; null when none ever was and no memory API is configured.");
        return memories;
    }

    private static Map<String, Object> apiSchema() {
        Map<String, Object> api = Schemas.result(Schemas.map(
                "address", Schemas.type("string", "Its address."),
                "reachable", Schemas.type("boolean", "Whether it answers now."),
                "reason", Schemas.nullable("string", "Why not, in one sentence."),
                "key",
                        Schemas.choice(
                                List.of("accepted", "refused", "untried", "missing"),
                                "How the key stands, as of the last contact; missing: the settings name none."),
                "key_refused_since", Schemas.nullable("string", "Since when it is refused (ISO 8601, UTC).")));
        api.put("type", List.of("object", "null"));
        api.put(
                "description",
                "The memory API that keeps them the same on all machines; null when none is configured.");
        return api;
    }

    static @Nullable Map<String, Object> fields(SyncStatus status) {
        if (status.memories().isEmpty() && status.memoryApi().isEmpty()) {
            return null;
        }
        MemoryCounts counts = status.memories().orElse(MemoryCounts.NONE);
        Map<String, Object> byCategory = new LinkedHashMap<>();
        Capped.names(List.copyOf(counts.byCategory().keySet()))
                .forEach(
                        category -> byCategory.put(category, counts.byCategory().get(category)));
        RecordStatus records =
                status.memoryApi().map(api -> api.standing().records()).orElse(RecordStatus.NONE);
        Map<String, Object> fields = Schemas.map(
                "total", counts.total(),
                "by_category", byCategory,
                "sensitive", counts.sensitive(),
                "pending", records.pending(),
                "parked", records.parked(),
                "parked_memories",
                        records.parkedFirst().stream()
                                .map(parked -> Schemas.map("id", parked.id(), "reason", parked.reason()))
                                .toList(),
                "without_server_id", records.withoutServerId(),
                "conflicts", records.conflicts(),
                "conflict_ids", records.conflictsFirst());
        fields.put("last_push", records.lastPush().map(Instant::toString).orElse(null));
        fields.put("last_pull", records.lastPull().map(Instant::toString).orElse(null));
        fields.put("api", status.memoryApi().map(MemoryStatus::api).orElse(null));
        return fields;
    }

    private static Map<String, Object> api(SyncStatus.MemoryApi api) {
        RecordStanding standing = api.standing();
        Map<String, Object> fields = Schemas.map(
                "address", standing.address().toString(),
                "reachable", api.problem().isEmpty(),
                "key", key(standing));
        fields.put("reason", api.problem().orElse(null));
        fields.put(
                "key_refused_since",
                standing.refusedSince().map(Instant::toString).orElse(null));
        return fields;
    }

    /** How the key stands, in a word. */
    public static String key(RecordStanding standing) {
        if (!standing.hasKey()) {
            return "missing";
        }
        if (standing.refusedSince().isPresent()) {
            return "refused";
        }
        return standing.everReached() ? "accepted" : "untried";
    }

    /** How they stand with the memory API, in a sentence. */
    public static String sentence(RecordStanding standing) {
        RecordStatus records = standing.records();
        return "Memories: " + records.pending() + " to be sent to the memory API, " + records.parked()
                + " that it does not take, " + records.conflicts() + " in conflict; its key: " + key(standing) + ".";
    }
}
