package dev.holdfast.sync.embedding;

import org.jspecify.annotations.Nullable;

/** No vector could be made. Its message is a sentence for the user. */
public final class EmbeddingException extends Exception {
    private static final long serialVersionUID = 1L;

    public EmbeddingException(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
