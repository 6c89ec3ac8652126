package dev.holdfast.sync.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * A job as it stood when it was read.
 *
 * @param id sorts by time of creation; unique
 * @param kind what sort of work it is, such as {@code sync}
 * @param payload what to do, as JSON text; the outbox does not look inside
 * @param route whose settings may run it
 * @param triggeredBy who asked first, or in person since
 * @param requests how many have asked for it; more than one means that no single one may cancel it
 * @param state how it stands
 * @param attempts how many tries were begun, those given back not counted
 * @param created when it was asked for
 * @param nextAttempt when it is due, while pending
 * @param fence number of the last lease; what an earlier lease's holder says no longer counts
 * @param lastError why its last try failed; empty when it did not
 * @param report what its last try did, as JSON text; empty before the first
 */
public record Job(
        String id,
        String kind,
        String payload,
        Route route,
        String triggeredBy,
        int requests,
        JobState state,
        int attempts,
        Instant created,
        Instant nextAttempt,
        long fence,
        Optional<String> lastError,
        Optional<String> report) {
    /** Whether its last try failed and its next one is still to come. */
    public boolean waitsAfterFailure(Instant now) {
        return state == JobState.PENDING && lastError.isPresent() && nextAttempt.isAfter(now);
    }
}
