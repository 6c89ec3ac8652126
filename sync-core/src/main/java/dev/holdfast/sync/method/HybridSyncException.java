package dev.holdfast.sync.method;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** No method did all of the work. Transient when at least one of those tried may succeed later. */
public final class HybridSyncException extends SyncException {
    private static final long serialVersionUID = 1L;

    private final transient List<Attempt> attempts;

    public HybridSyncException(
            String sentence, boolean isTransient, List<Attempt> attempts, @Nullable Throwable cause) {
        super("hybrid", sentence, isTransient, cause);
        this.attempts = List.copyOf(attempts);
    }

    /** What a method did all the same, when one worked but could not send every source: the one that left out least. */
    public Optional<IncompleteSyncException> incomplete() {
        return getCause() instanceof IncompleteSyncException some ? Optional.of(some) : Optional.empty();
    }

    /** What was tried, in order; a method that was configured but unavailable counts as tried. */
    public List<Attempt> attempts() {
        return attempts;
    }
}
