package dev.holdfast.sync.method.http;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One memory on its way to the server.
 *
 * @param id names it everywhere, for ever: the server stores each id once
 * @param text what was remembered; when it is blank there is nothing to be sent
 * @param embedding its vector, where it brought one; not changed by anybody
 * @param createdAt when it was made, where that is known
 * @param type what it is, such as {@code reflection}
 * @param metadata more about it, for the server's records
 * @param tooLong whether it is not sent since its text, which is left out here, is longer than any that a server takes
 */
public record OutgoingMemory(
        String id,
        String text,
        Optional<float[]> embedding,
        Optional<Instant> createdAt,
        String type,
        Map<String, String> metadata,
        boolean tooLong) {
    /** How many numbers the server wants of an embedding. */
    public static final int DIMENSIONS = 384;

    public OutgoingMemory {
        metadata = Map.copyOf(metadata);
    }

    /** One that is not too long. */
    public OutgoingMemory(
            String id,
            String text,
            Optional<float[]> embedding,
            Optional<Instant> createdAt,
            String type,
            Map<String, String> metadata) {
        this(id, text, embedding, createdAt, type, metadata, false);
    }

    /** Its vector, if it is one that the server takes. */
    Optional<float[]> usableEmbedding() {
        return embedding.filter(OutgoingMemory::isUsable);
    }

    /** The same with this vector. */
    OutgoingMemory with(float[] vector) {
        return new OutgoingMemory(id, text, Optional.of(vector), createdAt, type, metadata, tooLong);
    }

    private static boolean isUsable(float[] vector) {
        for (float number : vector) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return vector.length == DIMENSIONS;
    }
}
