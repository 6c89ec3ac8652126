package dev.holdfast.sync.storage;

import java.util.Map;
import java.util.function.LongConsumer;

/**
 * How to put an object.
 *
 * @param precondition what must hold
 * @param metadata kept with the object; when not empty, needs {@link Capability#USER_METADATA}
 * @param partSize how many bytes go in one step, in bytes; a storage with a larger minimum raises it
 * @param progress hears the number of bytes taken so far: after each part, never going back, and at the end the size.
 *     Called on a thread of the storage's; must return at once
 */
public record PutOptions(Precondition precondition, Map<String, String> metadata, int partSize, LongConsumer progress) {
    /** Create or replace, no metadata, parts of 5 MiB, nobody listens. */
    public static final PutOptions DEFAULT = new PutOptions(Precondition.NONE, Map.of(), 5 << 20, bytes -> {});

    public PutOptions {
        metadata = Map.copyOf(metadata);
        if (partSize < 1) {
            throw new IllegalArgumentException("partSize must be positive: " + partSize);
        }
    }

    /** The same with another precondition. */
    public PutOptions with(Precondition other) {
        return new PutOptions(other, metadata, partSize, progress);
    }

    /** The same with other metadata. */
    public PutOptions with(Map<String, String> other) {
        return new PutOptions(precondition, other, partSize, progress);
    }

    /** The same with another part size. */
    public PutOptions withPartSize(int bytes) {
        return new PutOptions(precondition, metadata, bytes, progress);
    }

    /** The same with another listener. */
    public PutOptions with(LongConsumer listener) {
        return new PutOptions(precondition, metadata, partSize, listener);
    }
}
