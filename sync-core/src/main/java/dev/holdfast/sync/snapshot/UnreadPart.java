package dev.holdfast.sync.snapshot;

import java.util.List;
import java.util.stream.Stream;

/**
 * A part of a source that could not be taken. What is known of it from before stays as it is: nobody may take it for
 * deleted.
 *
 * @param path its path within the source, as in {@link SnapshotUnit}: a file, or a directory with all that is in it
 * @param why what is wrong, and whether it may pass
 */
public record UnreadPart(String path, SnapshotException why) {
    private static final List<Companion> COMPANIONS =
            Stream.concat(Companion.SQLITE.stream(), Companion.DUCKDB.stream()).toList();

    /** Whether a path within the source belongs to this part: itself, what is below it, or a database's log. */
    public boolean covers(String other) {
        return other.equals(path)
                || other.startsWith(path + "/")
                || COMPANIONS.stream().anyMatch(companion -> other.equals(companion.of(path)));
    }
}
