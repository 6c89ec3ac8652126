package dev.holdfast.sync.method;

import org.jspecify.annotations.Nullable;

/**
 * A sync failed. {@link #sentence()} is for the user (what failed, where, what to do) and holds no secret; the message is
 * the same with {@code [method]} in front, for logs.
 *
 * <p>Transient means that the same request may succeed later with nobody doing anything; permanent means that somebody
 * must act first. Callers decide by {@link #isTransient()}, never by the message.
 */
public class SyncException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String method;
    private final String sentence;
    private final boolean temporary;

    public SyncException(String method, String sentence, boolean isTransient, @Nullable Throwable cause) {
        super("[" + method + "] " + sentence, cause);
        this.method = method;
        this.sentence = sentence;
        this.temporary = isTransient;
    }

    /** The method that failed, such as {@code cloud} or {@code hybrid}. */
    public String method() {
        return method;
    }

    /** Whether trying again later can help. */
    public boolean isTransient() {
        return temporary;
    }

    /** What failed, where, and what to do, in one sentence without the method's name. */
    public String sentence() {
        return sentence;
    }
}
