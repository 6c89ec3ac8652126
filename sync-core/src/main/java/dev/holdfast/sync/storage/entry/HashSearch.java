package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a file by its content: first among the hashes that are known, then by reading. */
final class HashSearch {
    private final Entries entries;
    private final ContentHashes hashes;

    HashSearch(Entries entries, ContentHashes hashes) {
        this.entries = entries;
        this.hashes = hashes;
    }

    /** A file with this content; what could not be read is passed over when another one has it. */
    StoredObject find(String sha256) throws StorageException {
        StoredObject known = search(object -> hashes.known(object).equals(Optional.of(sha256)));
        if (known != null) {
            return known;
        }
        Unread unread = new Unread();
        StoredObject read = search(object -> object.sha256().isEmpty() && hasHash(object, sha256, unread));
        if (read != null) {
            return read;
        }
        if (unread.first != null) {
            throw unread.first;
        }
        throw new StorageException.NotFound("There is no file with the content " + sha256 + ".", null);
    }

    private boolean hasHash(StoredObject object, String sha256, Unread unread) throws StorageException {
        try {
            return hashes.of(object).equals(sha256);
        } catch (StorageException.NotFound e) {
            return false; // deleted since it was listed
        } catch (StorageException.Transient failure) {
            throw failure; // would meet every other file too
        } catch (StorageException failure) {
            unread.first = unread.first == null ? failure : unread.first;
            return false;
        }
    }

    private @Nullable StoredObject search(Condition condition) throws StorageException {
        PageWalk walk = entries.walk();
        for (PageWalk.Item item = entries.visible(walk); item != null; item = entries.visible(walk)) {
            if (item.object() != null && condition.holds(item.object())) {
                return item.object();
            }
        }
        return null;
    }

    private static final class Unread {
        private @Nullable StorageException first;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds(StoredObject object) throws StorageException;
    }
}
