package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.memory.RecordStatus;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * How the memories of a home stand with the memory API that the settings name, told without asking it.
 *
 * @param address the API's
 * @param keyReference what the settings refer to as its key, which is no secret; empty for nothing
 * @param refusedSince since when it does not accept the key; empty when it does, or was never asked
 * @param everReached whether the API has ever accepted a key from here
 * @param records what is pending, parked and in conflict
 */
public record RecordStanding(
        URI address, String keyReference, Optional<Instant> refusedSince, boolean everReached, RecordStatus records) {
    /** Whether the settings refer to a key at all. */
    public boolean hasKey() {
        return !keyReference.isEmpty();
    }

    /** Whether nothing here waits for the API, and all of its news has come in at least once. */
    public boolean inStep() {
        return hasKey()
                && refusedSince.isEmpty()
                && records.pending() == 0
                && records.parked() == 0
                && records.heldDeletes().isNone()
                && records.lastPull().isPresent();
    }

    /** How many memories wait that a process could send now: not those that need the user first. */
    public long unsent() {
        boolean possible = hasKey() && refusedSince.isEmpty();
        return possible ? Math.max(0, records.pending() - records.heldDeletes().there()) : 0;
    }
}
