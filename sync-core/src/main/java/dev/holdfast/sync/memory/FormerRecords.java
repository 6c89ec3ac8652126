package dev.holdfast.sync.memory;

import java.util.List;
import java.util.Optional;

/** The part of a {@link RecordBook} that is about records that their memories have left. */
public interface FormerRecords {
    /** Has a memory leave its record: it is without one from now on, and the record is to go once it has another. */
    void leave(String memory);

    /** Those that a memory has left and that are there, as far as known. */
    List<FormerRecord> former(String memory);

    /** The record of this id, if its memory has left it, deleted or not. */
    Optional<FormerRecord> former(long record);

    /** Keeps what is known of one now. */
    void former(FormerRecord record);

    /** Nothing is to be done about it any more. */
    void forget(FormerRecord record);
}
