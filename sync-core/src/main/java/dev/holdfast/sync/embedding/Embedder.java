package dev.holdfast.sync.embedding;

import java.util.List;

/**
 * Turns texts into vectors whose directions are close when their meanings are.
 *
 * <p>A module brings its own through {@link java.util.ServiceLoader}: a public class with a public constructor without
 * parameters, which must cost nothing; whatever is heavy is loaded by the first {@link #embed}. Thread-safe.
 */
public interface Embedder {
    /** Names the model, such as {@code all-MiniLM-L6-v2}: vectors of different models must not be compared. */
    String model();

    /** How many numbers a vector has. */
    int dimensions();

    /**
     * The texts' vectors, in their order, each of length 1. The same text always gives the same vector. A text that is
     * longer than the model reads is judged by its beginning.
     *
     * @throws EmbeddingException when the model can't be loaded or run here
     */
    List<float[]> embed(List<String> texts) throws EmbeddingException;
}
