package dev.holdfast.sync.conflict;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where conflicts are kept. Thread-safe; {@link Conflicts} keeps them for good. */
public interface ConflictLog {
    /** Puts a conflict into the list. One that is there already is from now on as this one says, but for when it was found. */
    void add(RecordedConflict conflict);

    /** The open ones of one place, in order of path. */
    List<RecordedConflict> open(String place);

    /** All, the newest first; also those that are resolved, when that is asked for. */
    List<RecordedConflict> list(boolean resolvedToo);

    /** The one with this id. */
    Optional<RecordedConflict> find(String id);

    /** Closes an open one. No effect on others. */
    void resolve(String id, ConflictChoice choice, Instant when);
}
