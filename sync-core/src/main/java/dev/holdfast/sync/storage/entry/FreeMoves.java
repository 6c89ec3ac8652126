package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Moves objects to keys that must be free. Where the storage can't see to that itself, it is looked at first, which leaves
 * a gap for others to write in.
 */
final class FreeMoves {
    private static final int BUFFER = 64 * 1024;

    private final StorageClient storage;
    private final boolean guarded;
    private final boolean atomic;

    FreeMoves(StorageClient storage) {
        this.storage = storage;
        this.guarded = storage.capabilities().contains(Capability.CREATE_ONLY);
        this.atomic = storage.capabilities().contains(Capability.ATOMIC_RENAME);
    }

    /**
     * Moves an object.
     *
     * @throws StorageException.PreconditionFailed when the target is taken
     */
    StoredObject move(String from, String to) throws StorageException {
        try {
            return strictly(from, to);
        } catch (StorageException.PreconditionFailed failure) {
            if (atomic && !sameObject(from, to)) {
                throw failure;
            }
            return finish(from, to).orElseThrow(() -> failure);
        }
    }

    /**
     * Moves an object, or ends a move that a crash left with both: a copy that is equal to the original is taken for the
     * move's own, and the original removed.
     *
     * @return whether the content is at the target only; false when the target is taken by something else
     */
    boolean moveOrFinish(String from, String to) throws StorageException {
        try {
            strictly(from, to);
            return true;
        } catch (StorageException.PreconditionFailed failure) {
            return finish(from, to).isPresent();
        }
    }

    /**
     * Moves many objects, in as few requests as the storage can. Those that are not there are passed over.
     *
     * @return how many were there
     * @throws StorageException.PreconditionFailed when one of the targets is taken; others may have moved
     */
    int moveAll(Map<String, String> targets) throws StorageException {
        if (guarded) {
            return storage.moveAll(targets, Precondition.ABSENT);
        }
        int moved = 0;
        for (Map.Entry<String, String> each : targets.entrySet()) {
            try {
                strictly(each.getKey(), each.getValue());
                moved++;
            } catch (StorageException.NotFound e) {
                // Moved or deleted since it was listed.
            }
        }
        return moved;
    }

    private StoredObject strictly(String from, String to) throws StorageException {
        return guarded ? storage.move(from, to, Precondition.ABSENT) : unguarded(from, to);
    }

    /** One at a time, so that this process at least doesn't get in its own way. */
    private synchronized StoredObject unguarded(String from, String to) throws StorageException {
        if (storage.stat(to).isPresent()) {
            throw new StorageException.PreconditionFailed("There is already a file " + to + ".", null);
        }
        return storage.move(from, to, Precondition.NONE);
    }

    private Optional<StoredObject> finish(String from, String to) throws StorageException {
        Optional<StoredObject> original = storage.stat(from);
        Optional<StoredObject> copy = storage.stat(to);
        if (original.isEmpty()
                || copy.isEmpty()
                || from.equals(to)
                || !sameContent(original.get(), copy.get())
                || !isStill(original.get())
                || !isStill(copy.get())) {
            return Optional.empty();
        }
        storage.delete(from);
        return copy;
    }

    private boolean sameObject(String from, String to) throws StorageException {
        Optional<String> original = storage.stat(from).flatMap(StoredObject::identity);
        return original.isPresent() && original.equals(storage.stat(to).flatMap(StoredObject::identity));
    }

    private boolean isStill(StoredObject object) throws StorageException {
        return storage.stat(object.key())
                .filter(now -> now.version().equals(object.version()))
                .isPresent();
    }

    private boolean sameContent(StoredObject left, StoredObject right) throws StorageException {
        if (left.size() != right.size() || !left.metadata().equals(right.metadata())) {
            return false;
        }
        if (left.sha256().isPresent() && right.sha256().isPresent()) {
            return left.sha256().equals(right.sha256());
        }
        try (InputStream one = storage.open(left.key());
                InputStream other = storage.open(right.key())) {
            byte[] part = one.readNBytes(BUFFER);
            while (part.length > 0 && Arrays.equals(part, other.readNBytes(part.length))) {
                part = one.readNBytes(BUFFER);
            }
            return part.length == 0 && other.read() < 0;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Transient("Comparing " + left.key() + " with its copy failed.", e);
        }
    }
}
