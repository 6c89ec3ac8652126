package dev.holdfast.sync.method.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What became of each memory of a batch, by what the server says. Every id of the batch is in one of the sets.
 *
 * @param stored those that it has stored now
 * @param there those that it had already
 * @param refused those that it did not store
 * @param unknown those of which its answer does not tell
 */
record BatchReply(Set<String> stored, Set<String> there, Set<String> refused, Set<String> unknown) {
    /** There is no field for it: an id that is there already shows as a failure in the words of the server's database. */
    private static final List<String> THERE =
            List.of("primary key", "duplicate key", "unique constraint", "already exists");

    private static final Set<String> STATUSES = Set.of("completed", "partial", "failed");

    /** Reads an answer, which may say anything. */
    static BatchReply of(JsonNode answer, List<String> ids) {
        Set<String> rest = new LinkedHashSet<>(ids);
        Set<String> there = new LinkedHashSet<>();
        Set<String> refused = new LinkedHashSet<>();
        for (JsonNode error : answer.path("errors")) {
            String id = error.path("memory_id").asText();
            if (rest.remove(id)) {
                (saysThere(error.path("error").asText()) ? there : refused).add(id);
            }
        }
        // Which ones were stored is never said. Only when the numbers agree is it those that were not complained of.
        boolean agrees = STATUSES.contains(answer.path("status").asText())
                && answer.path("stored").asLong(-1) == rest.size()
                && answer.path("total").asLong(ids.size()) == ids.size();
        return agrees ? new BatchReply(rest, there, refused, Set.of()) : new BatchReply(Set.of(), there, refused, rest);
    }

    private static boolean saysThere(String error) {
        String lower = error.toLowerCase(Locale.ROOT);
        return THERE.stream().anyMatch(lower::contains);
    }
}
