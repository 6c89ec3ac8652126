package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the memories here stand with a server, from what is on the disk alone. Tells ids and reasons, and nothing of what
 * memories say.
 *
 * @param pending memories whose news here the server has yet to get: new, changed or deleted ones. Neither parked ones nor
 *     sensitive ones that may not go are among them
 * @param parked memories that do not go to this server as they are
 * @param parkedFirst the first few of these, with the reason
 * @param withoutServerId memories that are here, may go, and have no record on the server yet
 * @param conflicts memories that were changed here and there, with both versions still kept
 * @param conflictsFirst the first few of these: the ids of the memories that keep what was said here
 * @param lastPush when the server last took something
 * @param lastPull when all the server's news last came in
 * @param keyRefused since when the server does not accept the key; empty when it does, as far as known
 * @param heldDeletes deletions that wait for the user's word, since they are so many
 */
public record RecordStatus(
        long pending,
        long parked,
        List<Parked> parkedFirst,
        long withoutServerId,
        long conflicts,
        List<String> conflictsFirst,
        Optional<Instant> lastPush,
        Optional<Instant> lastPull,
        Optional<Instant> keyRefused,
        HeldDeletes heldDeletes) {
    /** Nothing was ever synced, and there is nothing to sync. */
    public static final RecordStatus NONE = new RecordStatus(
            0,
            0,
            List.of(),
            0,
            0,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new HeldDeletes(0, 0));

    public RecordStatus {
        parkedFirst = List.copyOf(parkedFirst);
        conflictsFirst = List.copyOf(conflictsFirst);
    }

    /**
     * A memory that does not go.
     *
     * @param id its id
     * @param reason one sentence: why, and what to do
     */
    public record Parked(String id, String reason) {}

    /**
     * Deletions that are held back.
     *
     * @param here memories that the server has deleted and that are still here
     * @param there memories that were deleted here and that the server still has
     */
    public record HeldDeletes(long here, long there) {
        /** Whether there are none. */
        public boolean isNone() {
            return here == 0 && there == 0;
        }
    }
}
