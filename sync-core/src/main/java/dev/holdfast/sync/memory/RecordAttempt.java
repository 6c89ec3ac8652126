package dev.holdfast.sync.memory;

import java.time.Instant;
import java.util.Optional;

/**
 * A request that was about to be sent. As long as it is on the books, it may have been carried out, or may yet be.
 *
 * @param number tells it from others
 * @param memory the id of the memory that it is about
 * @param kind what it asks for
 * @param revision the memory's
 * @param sent the fingerprint of what it says; that of nothing where it says nothing
 * @param known whether its outcome is known, and it is only kept so that what it made is known again
 * @param since from when on, by the server's clock, it counts as made; empty as long as the server was not asked since
 */
public record RecordAttempt(
        long number, String memory, Kind kind, long revision, String sent, boolean known, Optional<Instant> since) {
    /** What a request asks for. */
    public enum Kind {
        /** A new record. */
        CREATE,
        /** Another content. */
        UPDATE,
        /** That the record goes. */
        DELETE,
        /** Nothing; the server said that it has no such record, and is to be asked for all that it has. */
        MISSING,
        /** That a record goes which the memory has left. Never on the books: {@link FormerRecord} stands there for it. */
        FORMER
    }
}
