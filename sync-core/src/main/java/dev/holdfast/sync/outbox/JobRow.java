package dev.holdfast.sync.outbox;

import dev.holdfast.sync.state.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads what the job table holds. */
final class JobRow {
    private JobRow() {}

    static Job job(ResultSet row) throws SQLException {
        return new Job(
                row.getString("id"),
                row.getString("kind"),
                row.getString("payload"),
                new Route(row.getString("target"), row.getBoolean("canonical")),
                row.getString("triggered_by"),
                row.getInt("requests"),
                JobState.ofColumn(row.getString("state")),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("created")),
                Instant.ofEpochMilli(row.getLong("next_attempt")),
                row.getLong("fence"),
                Optional.ofNullable(row.getString("last_error")),
                Optional.ofNullable(row.getString("report")));
    }

    static QueueCounts counts(ResultSet row) throws SQLException {
        return new QueueCounts(
                row.getLong("pending"),
                row.getLong("running"),
                row.getLong("failed"),
                row.getLong("parked"),
                row.getLong("elsewhere"),
                Sql.instant(row, "next"),
                Sql.instant(row, "oldest"));
    }
}
