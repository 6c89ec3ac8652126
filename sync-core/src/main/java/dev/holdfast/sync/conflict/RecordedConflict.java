package dev.holdfast.sync.conflict;

import dev.holdfast.sync.hash.Hashes;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A conflict in the list. Immutable.
 *
 * @param id names it; the same conflict has the same id each time
 * @param kind what it is about
 * @param place which mirror, by its pair's id, or which store
 * @param path the file, or the memory's id
 * @param left the source's version; null when that side has no file there
 * @param right the destination's version; null when that side has no file there
 * @param copy where the one that got another name is; null when both stay as they are
 * @param found when it was found
 * @param choice how it was resolved; null while it is open
 */
public record RecordedConflict(
        String id,
        ConflictKind kind,
        String place,
        String path,
        @Nullable Version left,
        @Nullable Version right,
        @Nullable String copy,
        Instant found,
        @Nullable ConflictChoice choice) {
    private static final int ID_CHARACTERS = 12;

    /** A new one; its id follows from what it is about. */
    public static RecordedConflict of(
            ConflictKind kind,
            String place,
            String path,
            @Nullable Version left,
            @Nullable Version right,
            @Nullable String copy,
            Instant found,
            @Nullable ConflictChoice choice) {
        String all = String.join("\0", kind.name(), place, path, mark(left), mark(right));
        return new RecordedConflict(
                Hashes.of(all).substring(0, ID_CHARACTERS), kind, place, path, left, right, copy, found, choice);
    }

    /** The same with the place called otherwise. */
    public RecordedConflict withPlace(String name) {
        return new RecordedConflict(id, kind, name, path, left, right, copy, found, choice);
    }

    /** The same conflict, with what has become of the two. */
    public RecordedConflict withVersions(@Nullable Version newLeft, @Nullable Version newRight) {
        return new RecordedConflict(id, kind, place, path, newLeft, newRight, copy, found, choice);
    }

    private static String mark(@Nullable Version version) {
        if (version == null) {
            return "";
        }
        String hash = version.hash();
        return hash != null ? hash : version.size() + " " + version.modified();
    }
}
