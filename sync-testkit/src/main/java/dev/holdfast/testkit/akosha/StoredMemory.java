package dev.holdfast.testkit.akosha;

import java.util.List;

/**
 * A memory as the server keeps it.
 *
 * @param id its id
 * @param systemId whose it is: {@code metadata.source}
 * @param text what was remembered
 * @param embedding its vector
 * @param createdAt as it was told; empty text when it wasn't
 */
public record StoredMemory(String id, String systemId, String text, List<Double> embedding, String createdAt) {
    public StoredMemory {
        embedding = List.copyOf(embedding);
    }
}
