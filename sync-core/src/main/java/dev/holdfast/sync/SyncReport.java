package dev.holdfast.sync;

import dev.holdfast.sync.memory.record.RecordSyncResult;
import dev.holdfast.sync.method.Attempt;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sync did, honestly. Tools and commands show these fields under the same names in snake case.
 *
 * @param jobId the job it belongs to
 * @param state how the job stands
 * @param method the method that did the work; {@code none} when none did (yet)
 * @param success true only when the state is {@link State#DONE}
 * @param filesUploaded files sent, as {@code source/path}
 * @param filesSkipped files that the remote already had
 * @param bytesTransferred bytes sent, after compression
 * @param duration how long the work took, waiting in the queue not counted
 * @param uploadId the upload's id; empty when nothing had changed
 * @param attempts each method's part, in the order of trying
 * @param error one sentence; present exactly when the last try failed
 * @param triggeredBy who asked, as {@link Trigger#label()}
 * @param notes what the user should know though it went well, one sentence each
 * @param details what only this method has to tell, as {@link dev.holdfast.sync.method.MethodResult} has it
 * @param memories what the memory API got and brought; empty when none is configured or the sync was not about memories
 */
public record SyncReport(
        String jobId,
        State state,
        String method,
        boolean success,
        List<String> filesUploaded,
        List<String> filesSkipped,
        long bytesTransferred,
        Duration duration,
        Optional<String> uploadId,
        List<Attempt> attempts,
        Optional<String> error,
        String triggeredBy,
        List<String> notes,
        Map<String, Object> details,
        Optional<RecordSyncResult> memories) {
    public SyncReport {
        filesUploaded = List.copyOf(filesUploaded);
        filesSkipped = List.copyOf(filesSkipped);
        attempts = List.copyOf(attempts);
        notes = List.copyOf(notes);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** How a job stands. */
    public enum State {
        /** It has not ended: it waits, runs, or will be tried again by itself. */
        PENDING,
        /** Everything it asked for is on the remote, verified. */
        DONE,
        /** It failed in a way that needs somebody to act; it is parked until then. */
        PARKED,
        /** It was cancelled by the one who asked. */
        CANCELLED
    }
}
