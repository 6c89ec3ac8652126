package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.util.OptionalLong;

/** How content is cut: a service takes 10,000 parts of one object, and none below 5 MiB but the last. */
final class PartSizes {
    private static final int MOST_PARTS = 10_000;
    private static final int SMALLEST = 5 << 20;
    private static final int PARTS_AIMED_AT = 9_000;
    private static final int BUFFERS = 32 << 20;
    private static final int MOST_IN_FLIGHT = 4;

    private PartSizes() {}

    /** The size of all parts but the last. */
    static int of(int wanted, OptionalLong expectedSize) {
        long needed = (expectedSize.orElse(0) + PARTS_AIMED_AT - 1) / PARTS_AIMED_AT;
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.max(Math.max(SMALLEST, wanted), needed));
    }

    /** How many parts are held in memory at once. */
    static int inFlight(int partSize) {
        return Math.min(MOST_IN_FLIGHT, Math.max(1, BUFFERS / partSize));
    }

    /**
     * Ends the put whose content outgrows the number of parts. That can only be content of unknown size: parts can't grow
     * on the way, since some services want them all equal.
     */
    static void requireRoom(String key, int number, int partSize) throws StorageException {
        if (number > MOST_PARTS) {
            throw new StorageException.Permanent(
                    "The object " + key + " is larger than " + MOST_PARTS + " parts of " + (partSize >> 20)
                            + " MiB: raise chunk_size_mb.",
                    null);
        }
    }
}
