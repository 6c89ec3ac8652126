package dev.holdfast.sync.memory;

/**
 * What was asked of the memories can't be done. The message is one sentence for the user: what is wrong, and what to do.
 * Nothing was changed.
 */
public final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MemoryException(String sentence) {
        super(sentence);
    }
}
