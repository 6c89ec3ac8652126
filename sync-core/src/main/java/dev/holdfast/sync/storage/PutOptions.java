package dev.holdfast.sync.storage;

import java.util.Map;
import java.util.function.LongConsumer;

/**
 * How to put an object.
 *
 * @param precondition what must hold
 * @param metadata kept with the object; when not empty, needs {@link Capability#USER_METADATA}
 * @param partSize how many bytes go in one step; a storage with a larger minimum, or a limit on the number of parts,
 *     raises it
 * @param multipartThreshold content that is expected to be smaller goes in one request where the storage knows both ways;
 *     content of unknown size goes in parts as soon as it is larger than one
 * @param progress hears the number of bytes taken so far: after each part, never going back, and at the end the size.
 *     Called on a thread of the storage's; must return at once
 * @param alive is called, on any thread and often, as bytes go on their way. A storage that reads content well before it
 *     sends it must call it, so that a slow line is not taken for one on which nothing moves; to others, reading the
 *     content shows the same. Must return at once
 */
public record PutOptions(
        Precondition precondition,
        Map<String, String> metadata,
        int partSize,
        long multipartThreshold,
        LongConsumer progress,
        Runnable alive) {
    /** Create or replace, no metadata, parts of 5 MiB from 50 MiB on, nobody listens. */
    public static final PutOptions DEFAULT =
            new PutOptions(Precondition.NONE, Map.of(), 5 << 20, 50L << 20, bytes -> {}, () -> {});

    public PutOptions {
        metadata = Map.copyOf(metadata);
        if (partSize < 1) {
            throw new IllegalArgumentException("partSize must be positive: " + partSize);
        }
        if (multipartThreshold < 0) {
            throw new IllegalArgumentException("multipartThreshold must not be negative: " + multipartThreshold);
        }
    }

    /** The same with another precondition. */
    public PutOptions with(Precondition other) {
        return new PutOptions(other, metadata, partSize, multipartThreshold, progress, alive);
    }

    /** The same with other metadata. */
    public PutOptions with(Map<String, String> other) {
        return new PutOptions(precondition, other, partSize, multipartThreshold, progress, alive);
    }

    /** The same with another part size. */
    public PutOptions withPartSize(int bytes) {
        return new PutOptions(precondition, metadata, bytes, multipartThreshold, progress, alive);
    }

    /** The same with another threshold. */
    public PutOptions withMultipartThreshold(long bytes) {
        return new PutOptions(precondition, metadata, partSize, bytes, progress, alive);
    }

    /** The same with another listener. */
    public PutOptions with(LongConsumer listener) {
        return new PutOptions(precondition, metadata, partSize, multipartThreshold, listener, alive);
    }

    /** The same, also telling somebody else that bytes are on their way. */
    public PutOptions alsoTelling(Runnable watcher) {
        return new PutOptions(precondition, metadata, partSize, multipartThreshold, progress, () -> {
            watcher.run();
            alive.run();
        });
    }
}
