package dev.holdfast.sync.snapshot;

import org.jspecify.annotations.Nullable;

/** A source can't be copied. The message is one sentence for the user that names the file and says what to do. */
public final class SnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final boolean temporary;

    public SnapshotException(String sentence, boolean isTransient, @Nullable Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
        this.temporary = isTransient;
    }

    /** The message: one sentence for the user. */
    public String sentence() {
        return sentence;
    }

    /** Whether trying again later can help with nobody doing anything. */
    public boolean isTransient() {
        return temporary;
    }
}
