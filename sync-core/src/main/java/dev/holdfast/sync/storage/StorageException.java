package dev.holdfast.sync.storage;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A storage operation failed. The type says what kind of failure it is and callers decide by it alone; the message is
 * one sentence for the user (what, where, what to do) and holds no secret. Cancellation is not among these: it is a
 * {@link java.util.concurrent.CancellationException}.
 */
public abstract sealed class StorageException extends java.io.IOException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    private StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.sentence = message;
    }

    /** The message: one sentence for the user. */
    public final String sentence() {
        return sentence;
    }

    /** There is no such object. */
    public static final class NotFound extends StorageException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The object is there although it had to be absent, or is not the version it had to be. Nothing was written. */
    public static final class PreconditionFailed extends StorageException {
        private static final long serialVersionUID = 1L;

        public PreconditionFailed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The storage knows who asks and does not allow it, or does not know. */
    public static final class Denied extends StorageException {
        private static final long serialVersionUID = 1L;

        private final boolean anonymous;

        public Denied(String message, @Nullable Throwable cause) {
            this(message, false, cause);
        }

        private Denied(String message, boolean anonymous, @Nullable Throwable cause) {
            super(message, cause);
            this.anonymous = anonymous;
        }

        /** Not even asked, because this process has nothing to show. Another one may have. */
        public static Denied withoutCredentials(String message, @Nullable Throwable cause) {
            return new Denied(message, true, cause);
        }

        /** Whether it is for the lack of credentials in this process, and not because the storage refused them. */
        public boolean isWithoutCredentials() {
            return anonymous;
        }
    }

    /** It may work later with nobody doing anything. Whether it was applied is not known. */
    public static final class Transient extends StorageException {
        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        public Transient(String message, @Nullable Throwable cause) {
            this(message, null, cause);
        }

        /** With how long the storage asks to be left alone. */
        public Transient(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** How long the storage asks to be left alone, when it said so. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }

    /** It can't work until somebody changes something. */
    public static final class Permanent extends StorageException {
        private static final long serialVersionUID = 1L;

        public Permanent(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** What the storage holds or answered is not what was stored there. */
    public static final class Corrupt extends StorageException {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The key or prefix is one that no storage takes; see {@link StorageKeys}. Nothing was touched. */
    public static final class InvalidKey extends StorageException {
        private static final long serialVersionUID = 1L;

        public InvalidKey(String message) {
            super(message, null);
        }
    }

    /** The storage does not have the {@link Capability} that the call needs. Nothing was touched. */
    public static final class Unsupported extends StorageException {
        private static final long serialVersionUID = 1L;

        public Unsupported(Capability missing, String storage) {
            super("The " + storage + " can't do this: it lacks " + missing + ".", null);
        }
    }

    /** The caller's content failed while it was read; the cause says how. The storage itself is fine. */
    public static final class Unreadable extends StorageException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
