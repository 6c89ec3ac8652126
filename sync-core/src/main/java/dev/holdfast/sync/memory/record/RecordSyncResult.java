package dev.holdfast.sync.memory.record;

import java.util.List;

/**
 * What one cycle of {@link RecordSync} did.
 *
 * @param pushed memories that the server got, new or changed
 * @param pulled memories that came, new or changed
 * @param deleted memories that were deleted, here or on the server, because they were on the other side
 * @param parked memories that were found not to go and are set aside; nothing waits for them
 * @param conflicts memories of which both versions were kept
 * @param errors sentences for the user, of what went wrong or needs their word; no secret, nothing the server said
 * @param authRefused whether the server does not accept the key: until it is another one, only a light check makes sense
 * @param complete whether everything was done that can be: all news came, and nothing is pending that a later cycle could
 *     bring. What is parked or held back does not count
 */
public record RecordSyncResult(
        long pushed,
        long pulled,
        long deleted,
        long parked,
        long conflicts,
        List<String> errors,
        boolean authRefused,
        boolean complete) {
    public RecordSyncResult {
        errors = List.copyOf(errors);
    }

    /** Whether nothing was changed, here or there. */
    public boolean isNone() {
        return pushed == 0 && pulled == 0 && deleted == 0;
    }
}
