package dev.holdfast.sync;

import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What assistants said of their sessions at the end. Kept in the state database, in one step with the job that uploads it,
 * until {@link SummaryMemories} has made memories of them; no age or number makes them go. Thread-safe. Every method throws {@link dev.holdfast.sync.state.StateException} when the
 * database can't be used.
 */
public final class SessionSummaries {
    /** The attribute of a request that holds one. */
    public static final String ATTRIBUTE = "summary";

    private final StateDatabase state;
    private final InstantSource clock;

    public SessionSummaries(StateDatabase state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param id sorts by order of coming
     * @param ended when the session ended
     * @param sessionId the client's name for the session, when it told it
     * @param workingDirectory where the session worked, when it was told
     * @param text what was said
     */
    public record Summary(
            long id, Instant ended, Optional<String> sessionId, Optional<String> workingDirectory, String text) {}

    /** Those that nobody has taken yet, oldest first; at most so many. */
    public List<Summary> waiting(int limit) {
        return state.read(connection -> Sql.query(
                connection,
                "SELECT * FROM session_summary ORDER BY id LIMIT ?",
                row -> new Summary(
                        row.getLong("id"),
                        Instant.ofEpochMilli(row.getLong("ended")),
                        Optional.ofNullable(row.getString("session_id")),
                        Optional.ofNullable(row.getString("working_directory")),
                        row.getString("summary")),
                limit));
    }

    /** Lets these go in one step, for whoever has stored them elsewhere durably; those that have gone already are passed over. */
    public void taken(List<Summary> stored) {
        String ids =
                stored.stream().map(summary -> String.valueOf(summary.id())).collect(Collectors.joining(",", "[", "]"));
        state.write(connection -> Sql.update(
                connection, "DELETE FROM session_summary WHERE id IN (SELECT value FROM json_each(?))", ids));
    }

    /** Keeps the summary among these attributes of a session, if there is one, without a job. */
    void keep(Map<String, String> attributes) {
        if (isIn(attributes)) {
            state.write(connection -> {
                write(connection, attributes, null);
                return true;
            });
        }
    }

    /** The same in a transaction that stores the job as well. Who tells the same twice in a row is heard once. */
    void write(Connection connection, Map<String, String> attributes, @Nullable String jobId) throws SQLException {
        if (isIn(attributes)) {
            Sql.update(
                    connection,
                    "INSERT INTO session_summary (ended, session_id, working_directory, summary, job_id)"
                            + " SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM session_summary"
                            + " WHERE id = (SELECT max(id) FROM session_summary WHERE job_id = ?5)"
                            + " AND session_id IS ?2 AND working_directory IS ?3 AND summary = ?4)",
                    clock.millis(),
                    attributes.get("session_id"),
                    attributes.get("working_directory"),
                    attributes.get(ATTRIBUTE),
                    jobId);
        }
    }

    private static boolean isIn(Map<String, String> attributes) {
        return !attributes.getOrDefault(ATTRIBUTE, "").isBlank();
    }
}
