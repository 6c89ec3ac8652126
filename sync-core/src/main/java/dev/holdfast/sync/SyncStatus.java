package dev.holdfast.sync;

import dev.holdfast.sync.memory.MemoryCounts;
import dev.holdfast.sync.memory.record.RecordStanding;
import dev.holdfast.sync.method.Availability;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How things stand, honestly: {@link #synced()} is true only when nothing is pending, running, failed or unverified and
 * every configured source is there, has a confirmed upload, and shows no change since; and when the memories are in step with
 * the memory API, where there is one.
 *
 * @param home the home
 * @param synced whether everything that should be kept is kept
 * @param queue the jobs
 * @param sources each source
 * @param remotes each method's name, and whether its remote can be reached now
 * @param lastSuccess when a sync last succeeded
 * @param lastError the last failure that no success has followed
 * @param notes what the user should know, one sentence each
 * @param suggestions other memory that was found on this machine and is not kept, one sentence each
 * @param memories the memories in the home; empty when nothing was ever stored, or when that can't be told
 * @param memoryApi how these stand with the memory API; empty when none is configured, or when that can't be told
 */
public record SyncStatus(
        Path home,
        boolean synced,
        Queue queue,
        List<Source> sources,
        Map<String, Availability> remotes,
        Optional<Instant> lastSuccess,
        Optional<String> lastError,
        List<String> notes,
        List<String> suggestions,
        Optional<MemoryCounts> memories,
        Optional<MemoryApi> memoryApi) {
    public SyncStatus {
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
        suggestions = List.copyOf(suggestions);
    }

    /**
     * The memory API.
     *
     * @param standing how memories stand with it
     * @param problem why it can't be reached now; empty when it can
     */
    public record MemoryApi(RecordStanding standing, Optional<String> problem) {}

    /**
     * The jobs.
     *
     * @param pending waiting for their first or next try
     * @param running being worked on
     * @param failed of the pending ones, those whose last try failed
     * @param parked waiting for somebody to act
     * @param interrupted of the pending ones, those whose process ended while it was at them; the next one goes on with them
     * @param nextAttemptAt when the next pending one is due
     * @param oldestPending age of the oldest one that has not ended
     */
    public record Queue(
            long pending,
            long running,
            long failed,
            long parked,
            long interrupted,
            Optional<Instant> nextAttemptAt,
            Optional<Duration> oldestPending) {}

    /**
     * One source.
     *
     * @param name its name
     * @param path where it lies
     * @param exists whether something is there
     * @param lastSuccess when it was last confirmed on the remote
     * @param age how long ago that was
     * @param uploadId the newest upload that tells of it
     * @param bytes its size then
     * @param lastError its last failure that no success has followed
     */
    public record Source(
            String name,
            Path path,
            boolean exists,
            Optional<Instant> lastSuccess,
            Optional<Duration> age,
            Optional<String> uploadId,
            long bytes,
            Optional<String> lastError) {}
}
