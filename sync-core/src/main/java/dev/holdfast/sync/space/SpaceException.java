package dev.holdfast.sync.space;

/**
 * What was asked of the spaces can't be done. The message is one sentence for the user: what is wrong, and what to do. Nothing
 * was changed.
 */
public final class SpaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    public SpaceException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** The message: one sentence for the user. */
    public String sentence() {
        return sentence;
    }
}
