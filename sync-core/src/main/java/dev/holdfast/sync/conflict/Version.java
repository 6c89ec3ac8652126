package dev.holdfast.sync.conflict;

import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of the two versions of a conflict. Immutable.
 *
 * @param size in bytes
 * @param modified when it was last changed, by its side's clock
 * @param hash SHA-256 of its bytes in lower-case hex, where it is known
 */
public record Version(long size, Instant modified, @Nullable String hash) {
    /** Of what a side has there; null when it is no file. */
    public static @Nullable Version of(@Nullable TreeEntry entry) {
        return entry == null || entry.kind() != EntryKind.FILE
                ? null
                : new Version(entry.size(), entry.modified(), entry.hash());
    }

    /** Whether a file has this content; without a hash its size and time have to do. */
    public boolean isOf(TreeEntry entry) {
        if (entry.kind() != EntryKind.FILE || entry.size() != size) {
            return false;
        }
        return hash != null ? hash.equals(entry.hash()) : modified.equals(entry.modified());
    }

    /** Whether a file has this size and this time; says nothing for certain. */
    public boolean looksLike(TreeEntry entry) {
        return entry.size() == size && entry.modified().equals(modified);
    }

    /** Whether both have the same content; without hashes their sizes and times have to do. */
    public boolean sameAs(@Nullable Version other) {
        if (other == null || other.size != size) {
            return false;
        }
        return hash != null ? hash.equals(other.hash) : modified.equals(other.modified);
    }
}
