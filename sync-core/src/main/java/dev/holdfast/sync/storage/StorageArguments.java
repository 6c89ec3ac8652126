package dev.holdfast.sync.storage;

/**
 * What a backend checks before it touches anything, in one place, so that every storage refuses the same in the same way.
 * Keys and prefixes are checked by {@link StorageKeys}.
 */
public final class StorageArguments {
    private StorageArguments() {}

    /** Ends a put that needs what the storage does not declare. */
    public static void requireSupported(StorageClient storage, PutOptions options) throws StorageException {
        requireSupported(storage, options.precondition());
        if (!options.metadata().isEmpty()) {
            require(storage, Capability.USER_METADATA);
        }
    }

    /**
     * Ends a move that can't be: between keys that no storage takes, to a version, or with a precondition that the
     * storage does not declare. Whether both keys are the same is not looked at, since an object that is not there is told
     * first.
     */
    public static void requireMove(StorageClient storage, String from, String to, Precondition precondition)
            throws StorageException {
        StorageKeys.require(from);
        StorageKeys.require(to);
        if (precondition instanceof Precondition.Matches) {
            throw new IllegalArgumentException("A move can't depend on the target's version.");
        }
        requireSupported(storage, precondition);
    }

    /** Ends a batch that is too large. */
    public static void requireBatch(int size) {
        if (size > StorageClient.MAX_PAGE) {
            throw new IllegalArgumentException("at most " + StorageClient.MAX_PAGE + " keys: " + size);
        }
    }

    /** Ends a listing with a page size out of bounds. */
    public static void requireLimit(int limit) {
        if (limit < 1 || limit > StorageClient.MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + StorageClient.MAX_PAGE + ": " + limit);
        }
    }

    /** Ends the opening of a range that begins or goes backwards. */
    public static void requireRange(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative: " + offset + ", " + length);
        }
    }

    private static void requireSupported(StorageClient storage, Precondition precondition) throws StorageException {
        if (precondition instanceof Precondition.Absent) {
            require(storage, Capability.CREATE_ONLY);
        } else if (precondition instanceof Precondition.Matches) {
            require(storage, Capability.CONDITIONAL_REPLACE);
        }
    }

    private static void require(StorageClient storage, Capability capability) throws StorageException {
        if (!storage.capabilities().contains(capability)) {
            throw new StorageException.Unsupported(capability, storage.describe());
        }
    }
}
