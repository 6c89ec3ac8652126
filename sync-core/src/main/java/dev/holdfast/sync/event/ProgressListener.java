package dev.holdfast.sync.event;

/**
 * Hears how a sync comes along. Called on the working thread, so it must return at once and must not throw.
 */
@FunctionalInterface
public interface ProgressListener {
    /** Hears nothing. */
    ProgressListener NONE = progress -> {};

    /** Called for each step worth telling: at least at a file's start and end, at most some times a second between. */
    void onProgress(Progress progress);
}
