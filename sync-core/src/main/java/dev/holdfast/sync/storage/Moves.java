package dev.holdfast.sync.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/** Moving for storages that have no way of their own. */
final class Moves {
    private Moves() {}

    /** Copies through this process, then removes the original. */
    static StoredObject byCopy(StorageClient storage, String from, String to, Precondition precondition)
            throws StorageException {
        requireDifferent(from, to);
        requireKnown(precondition);
        StoredObject original = storage.stat(from)
                .orElseThrow(() -> new StorageException.NotFound("There is no object " + from + ".", null));
        PutOptions options = PutOptions.DEFAULT.with(precondition).with(original.metadata());
        StoredObject copy = storage.put(to, new StoredContent(storage, original), options);
        storage.delete(from);
        return copy;
    }

    static void requireDifferent(String from, String to) throws StorageException {
        StorageKeys.require(from);
        StorageKeys.require(to);
        if (from.equals(to)) {
            throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
        }
    }

    private static void requireKnown(Precondition precondition) {
        if (precondition instanceof Precondition.Matches) {
            throw new IllegalArgumentException("A move can't depend on the target's version.");
        }
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
