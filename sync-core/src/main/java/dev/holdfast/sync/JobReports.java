package dev.holdfast.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.sync.outbox.Job;
import dev.holdfast.sync.outbox.Route;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.util.List;
import java.util.Optional;

/** Reads what the job table keeps of what jobs did. */
final class JobReports {
    /** Of how many jobs that have ended, and that have not; with thousands in the queue it must not be all. */
    private static final int LOOKED_AT = 50;

    private final StateDatabase state;

    JobReports(StateDatabase state) {
        this.state = state;
    }

    /** What the user was told beside the result when a job of this route last did some work. */
    List<String> lastNotes(Route route) {
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT report FROM (SELECT * FROM (SELECT id, ended, target, report FROM job"
                                + " WHERE report IS NOT NULL AND ended IS NULL ORDER BY id DESC LIMIT " + LOOKED_AT
                                + ")"
                                + " UNION ALL SELECT * FROM (SELECT id, ended, target, report FROM job"
                                + " WHERE report IS NOT NULL AND ended IS NOT NULL ORDER BY ended DESC, id DESC LIMIT "
                                + LOOKED_AT + ")) WHERE target = ? AND json_type(report, '$.notes') = 'array'"
                                + " ORDER BY ended IS NULL DESC, ended DESC, id DESC LIMIT 1",
                        row -> Reports.notes(row.getString(1)),
                        route.target()))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What the last job of the same route to make an upload has sent since this one was asked for: as when a process was
     * killed, and its job is finished first.
     */
    Optional<String> sentSince(Job job) {
        return state
                .read(connection -> Sql.query(
                        connection,
                        "SELECT id, report FROM job WHERE state = 'done' AND target = ? AND ended >= ? AND id <> ?"
                                + " AND json_type(report, '$.upload_id') = 'text' ORDER BY ended DESC, id DESC LIMIT 1",
                        row -> sent(row.getString("id"), Json.read(row.getString("report"))),
                        job.route().target(),
                        job.created().toEpochMilli(),
                        job.id()))
                .stream()
                .findFirst();
    }

    private static String sent(String jobId, JsonNode report) {
        return "Since this was asked for, job " + jobId + " has sent "
                + report.path("files_uploaded").size() + " file(s), "
                + report.path("bytes_transferred").asLong() + " bytes, in the upload "
                + report.path("upload_id").asText() + ".";
    }
}
