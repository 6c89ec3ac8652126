package dev.holdfast.sync.method;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sync did what it could, but could not read every source, or not all of it, or sends nothing of its kind. Another method
 * may be able to.
 *
 * <p>Transient when at least one of the sources may be read later with nobody doing anything; the same request then sends
 * what is missing, and nothing twice.
 */
public final class IncompleteSyncException extends SyncException {
    private static final long serialVersionUID = 1L;

    private final transient MethodResult done;
    private final transient Map<String, String> unread;

    /**
     * Tells how far the sync came.
     *
     * @param sentence all that is wrong, naming every source at fault
     * @param done what has arrived and was verified
     * @param unread each source that is not wholly on the remote, and what is wrong with it
     */
    public IncompleteSyncException(
            String method,
            String sentence,
            boolean isTransient,
            @Nullable Throwable cause,
            MethodResult done,
            Map<String, String> unread) {
        super(method, sentence, isTransient, cause);
        this.done = done;
        this.unread = Map.copyOf(unread);
    }

    /** What has arrived all the same. */
    public MethodResult done() {
        return done;
    }

    /** The names of the sources at fault, each with a sentence that says why. All others are on the remote. */
    public Map<String, String> unread() {
        return unread;
    }
}
