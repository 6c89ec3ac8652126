package dev.holdfast.mcp.tool;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.NothingToSyncException;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.state.StateException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a session's end comes to, through whichever door it is told. */
public final class EndSession {
    /** What is kept of a longer summary or path: nobody should lose a session's end over its length. */
    static final int KEPT_CHARACTERS = 10_000;

    private EndSession() {}

    /**
     * What became of it.
     *
     * @param ticket the committed job; empty when nothing was queued
     * @param fields as the tool {@code end} answers
     * @param sentence the same in words
     */
    public record Result(Optional<SyncService.Ticket> ticket, Map<String, Object> fields, String sentence) {}

    /**
     * Commits the upload job, unless the settings say otherwise or name nothing to keep; that is said and is no error. A
     * summary is kept in any case.
     *
     * @param attributes facts about the session to keep with the job
     * @param when how the upload will come about, in words that follow "uploads"
     * @throws dev.holdfast.sync.state.StateException when the job could not be committed
     */
    public static Result end(SyncService service, Settings settings, Map<String, String> attributes, String when) {
        Map<String, String> kept = new HashMap<>();
        attributes.forEach((name, value) ->
                kept.put(name, value.substring(0, Math.min(value.length(), KEPT_CHARACTERS))));
        try {
            return record(service, settings, kept, when, !kept.equals(attributes));
        } catch (StateException e) {
            throw new StateException("The session's end was not recorded, and nothing is queued. " + e.getMessage(), e);
        }
    }

    private static Result record(
            SyncService service, Settings settings, Map<String, String> kept, String when, boolean shortened) {
        if (!settings.get(Keys.UPLOAD_ON_SESSION_END)) {
            service.keepSummary(kept);
            return notQueued("Nothing was queued: the setting upload_on_session_end is false.");
        }
        try {
            return queued(service.submit(request(kept)), when, shortened);
        } catch (NothingToSyncException e) {
            service.keepSummary(kept);
        }
        try {
            // The first summary makes the store of memories, and that is a source.
            return queued(service.submit(request(Map.of())), when, shortened);
        } catch (NothingToSyncException e) {
            return notQueued("Nothing was queued. " + e.getMessage());
        }
    }

    private static SyncRequest request(Map<String, String> attributes) {
        return new SyncRequest("auto", true, List.of(), List.of(), Trigger.SESSION_END, attributes);
    }

    private static Result queued(SyncService.Ticket ticket, String when, boolean shortened) {
        String message = "The session's end is recorded; job " + ticket.jobId() + " uploads " + when + " ("
                + ticket.queueLength() + " in the queue)."
                + (shortened
                        ? " Of a text longer than " + KEPT_CHARACTERS + " characters only the beginning was kept."
                        : "");
        return new Result(
                Optional.of(ticket),
                Schemas.map(
                        "queued", true,
                        "job_id", ticket.jobId(),
                        "queue_length", ticket.queueLength(),
                        "joined", ticket.joined(),
                        "message", message),
                message);
    }

    private static Result notQueued(String message) {
        Map<String, Object> fields = Schemas.map("queued", false, "joined", false, "message", message);
        fields.put("job_id", null);
        fields.put("queue_length", null);
        return new Result(Optional.empty(), fields, message);
    }
}
