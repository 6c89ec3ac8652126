package dev.holdfast.sync.storage.entry;

import java.time.Instant;

/**
 * A file in the trash.
 *
 * @param id for {@link Workspace#restore}: {@link #deletion()}, a slash, the path. An id that ends in a slash means the
 *     folder of that name with all in it, and the deletion alone means all that was deleted then
 * @param path where it was
 * @param deleted when it was deleted, by the storage's clock
 * @param size in bytes
 */
public record TrashEntry(String id, String path, Instant deleted, long size) {
    /** Names the call that deleted it, with all else that it deleted. */
    public String deletion() {
        return id.substring(0, id.indexOf('/'));
    }
}
