package dev.holdfast.sync.outbox;

import dev.holdfast.sync.event.CancelSignal;

/** Does the work that jobs ask for. Called by one {@link Drainer} on its thread, one job at a time. */
public interface JobHandler {
    /**
     * Does the job. It may have been begun before, by a process that died at any point, so doing it again must do no harm.
     *
     * @param cancel raised when the work should stop; then answer {@link Outcome.Stopped} soon
     */
    Outcome run(Job job, CancelSignal cancel);

    /**
     * Hears that the drainer is about to look for work, a few times a second; may enqueue some. Does nothing unless
     * overridden.
     *
     * @throws dev.holdfast.sync.state.StateException when the state can't be used
     */
    default void gather() {}

    /** Hears that the outcome of a job that {@link #run} was called for has been committed. Must return at once. */
    void settled(String jobId);
}
