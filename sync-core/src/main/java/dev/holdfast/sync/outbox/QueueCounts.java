package dev.holdfast.sync.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * How the queue stands.
 *
 * @param pending jobs that wait for their first or next try
 * @param running jobs being worked on
 * @param failed those of the pending ones whose last try failed
 * @param parked jobs that wait for somebody to act
 * @param foreign those of the pending ones that wait for a process with other settings than the asker's
 * @param nextAttempt when the next pending job that the asker may run is due
 * @param oldest when the oldest pending or running job was made
 */
public record QueueCounts(
        long pending,
        long running,
        long failed,
        long parked,
        long foreign,
        Optional<Instant> nextAttempt,
        Optional<Instant> oldest) {}
