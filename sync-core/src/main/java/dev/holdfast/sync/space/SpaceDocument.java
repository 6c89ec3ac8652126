package dev.holdfast.sync.space;

import java.time.Instant;
import java.util.Optional;

/**
 * A document as it stood in its space, without its content. Immutable.
 *
 * @param id stays the same under whichever path, and in whichever space of another home it is brought to with it
 * @param path where it is in its space, with {@code /} between names
 * @param revision grows with each change of whatever it has
 * @param size of its content, in bytes
 * @param sha256 of its content, in lower-case hex
 * @param modified when its content was last changed, by whoever changed it
 * @param metadata a JSON object on one line; {@code {}} when there is none
 * @param described when its metadata was last changed, by whoever changed it
 * @param parent the id of the document that it belongs to; that one may not be there
 * @param created when it came to this store
 * @param updated when it was last changed in this store
 * @param deleted when it was deleted; empty for one that is there
 * @param content names its content in this store; another content has another number
 */
public record SpaceDocument(
        String id,
        String path,
        long revision,
        long size,
        String sha256,
        Instant modified,
        String metadata,
        Instant described,
        Optional<String> parent,
        Instant created,
        Instant updated,
        Optional<Instant> deleted,
        long content) {
    /** Whether it has metadata. */
    public boolean isDescribed() {
        return !metadata.equals(SpaceJson.NONE);
    }
}
