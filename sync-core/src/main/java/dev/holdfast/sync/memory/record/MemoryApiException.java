package dev.holdfast.sync.memory.record;

import org.jspecify.annotations.Nullable;

/** A request to the memory API failed. The message is a sentence for the user; it holds no secret and nothing the server said. */
public final class MemoryApiException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is known of the request, and what follows. */
    public enum Kind {
        /** The request was not carried out; trying again may help. */
        AWAY,
        /** The request was sent and may have been, or may yet be, carried out; trying again may help. */
        UNKNOWN,
        /** The key is not accepted: nothing that needs it will work until somebody acts. */
        KEY_REFUSED,
        /** The server understood and does not do it with this record; others may go. A 403 may mean this or {@link #KEY_REFUSED}. */
        RECORD_REFUSED,
        /** There is no such record. */
        NOT_FOUND,
        /** The server answered with what its API does not have; nothing of the answer may be believed. */
        ODD_REPLY
    }

    private final Kind kind;
    private final int status;
    private final String sentence;

    /** One with the HTTP status that was answered; 0 for none. */
    public MemoryApiException(Kind kind, int status, String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
        this.kind = kind;
        this.status = status;
        this.sentence = sentence;
    }

    /** The sentence. */
    @Override
    public String getMessage() {
        return sentence;
    }

    /** What is known of the request. */
    public Kind kind() {
        return kind;
    }

    /** The HTTP status that was answered; 0 for none. */
    public int status() {
        return status;
    }
}
