package dev.holdfast.sync.method.http;

import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a server has confirmed that it holds, so that it is not sent again. What {@link #add} has returned for survives a
 * crash. Thread-safe.
 */
final class ConfirmedMemories {
    /** SQLite takes no statement with more values than some thousands. */
    private static final int AT_ONCE = 500;

    private final StateDatabase state;
    private final String destination;
    private final InstantSource clock;

    /**
     * Those at one server.
     *
     * @param destination the server, spelled so that equal text means the same one
     */
    ConfirmedMemories(StateDatabase state, String destination, InstantSource clock) {
        this.state = state;
        this.destination = destination;
        this.clock = clock;
    }

    /** Those of these that are confirmed. */
    Set<String> among(Collection<String> ids) {
        List<String> all = new ArrayList<>(ids);
        Set<String> found = new HashSet<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            String marks = String.join(",", Collections.nCopies(some.size(), "?"));
            List<Object> values = new ArrayList<>();
            values.add(destination);
            values.addAll(some);
            found.addAll(state.read(connection -> Sql.query(
                    connection,
                    "SELECT memory_id FROM confirmed_memory WHERE destination = ? AND memory_id IN (" + marks + ")",
                    row -> row.getString(1),
                    values.toArray())));
        }
        return found;
    }

    /** Notes down that the server holds these. */
    void add(Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        long now = clock.millis();
        state.write(connection -> {
            for (String id : ids) {
                Sql.update(
                        connection,
                        "INSERT OR IGNORE INTO confirmed_memory (destination, memory_id, confirmed) VALUES (?, ?, ?)",
                        destination,
                        id,
                        now);
            }
            return ids.size();
        });
    }
}
