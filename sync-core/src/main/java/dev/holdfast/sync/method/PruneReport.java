package dev.holdfast.sync.method;

import java.util.List;

/**
 * What letting go of old uploads did, or would do.
 *
 * @param systemId whose uploads
 * @param kept ids of the uploads that stay, oldest first, damaged ones included
 * @param forgotten ids of those that went, or would go, oldest first
 * @param unreadable ids of those whose manifest is damaged; they stay, and while there is one no bytes are removed, as
 *     nobody can tell what it refers to
 * @param objectsRemoved how many files of uploads that went a day ago or more were removed, as nothing refers to them any
 *     more; 0 for a dry run
 * @param bytesRemoved their size
 * @param waiting how many uploads that went have files still, for a day, or for as long as others refer to them
 */
public record PruneReport(
        String systemId,
        List<String> kept,
        List<String> forgotten,
        List<String> unreadable,
        long objectsRemoved,
        long bytesRemoved,
        int waiting) {
    public PruneReport {
        kept = List.copyOf(kept);
        forgotten = List.copyOf(forgotten);
        unreadable = List.copyOf(unreadable);
    }
}
