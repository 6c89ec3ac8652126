package dev.holdfast.sync.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.OptionalLong;

/** Moving for storages that have no way of their own. */
final class Moves {
    private Moves() {}

    /** Copies through this process, then removes the original, unless that was replaced meanwhile. */
    static StoredObject byCopy(StorageClient storage, String from, String to, Precondition precondition)
            throws StorageException {
        StorageArguments.requireMove(storage, from, to, precondition);
        StoredObject original = storage.stat(from)
                .orElseThrow(() -> new StorageException.NotFound("There is no object " + from + ".", null));
        if (from.equals(to)) {
            throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
        }
        PutOptions options = PutOptions.DEFAULT.with(precondition).with(original.metadata());
        StoredObject copy = storage.put(to, new StoredContent(storage, original), options);
        boolean same = storage.stat(from)
                .filter(now -> !now.version().equals(original.version()))
                .isEmpty();
        if (!same) {
            throw new StorageException.Transient("The object " + from + " was replaced while it was moved.", null);
        }
        storage.delete(from);
        return copy;
    }

    /** Moves one after the other. */
    static int oneByOne(StorageClient storage, Map<String, String> targets, Precondition precondition)
            throws StorageException {
        StorageArguments.requireBatch(targets.size());
        int moved = 0;
        for (Map.Entry<String, String> each : targets.entrySet()) {
            try {
                storage.move(each.getKey(), each.getValue(), precondition);
                moved++;
            } catch (StorageException.NotFound e) {
                // Moved before, or never there: the same to whoever moves many.
            }
        }
        return moved;
    }

    private record StoredContent(StorageClient storage, StoredObject original) implements Content {
        @Override
        public InputStream open() throws IOException {
            return storage.open(original.key());
        }

        @Override
        public OptionalLong expectedSize() {
            return OptionalLong.of(original.size());
        }
    }
}
