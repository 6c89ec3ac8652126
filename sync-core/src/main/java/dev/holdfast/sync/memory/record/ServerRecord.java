package dev.holdfast.sync.memory.record;

import java.time.Instant;

/**
 * A record as the server tells it.
 *
 * @param id the server's id, which never changes and is never used for another
 * @param content what it says; a deleted one may say nothing
 * @param created when the server got it, by its clock
 * @param updated when it was last changed, by the server's clock; later changes may show an earlier time
 * @param deleted whether it was deleted
 */
public record ServerRecord(long id, RecordContent content, Instant created, Instant updated, boolean deleted) {}
