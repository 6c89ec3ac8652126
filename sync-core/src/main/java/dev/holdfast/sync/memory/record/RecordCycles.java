package dev.holdfast.sync.memory.record;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.record.RecordSync.Depth;
import java.time.Duration;

/** What a {@link RecordKeeper} does again and again. Called by its thread alone, but for {@link #close}. */
public interface RecordCycles extends AutoCloseable {
    /**
     * One cycle, when no other process on the home is at one. Blocks; never throws for what a server or a disk does.
     *
     * @param cancel when cancelled, the cycle ends before its next request
     */
    Cycle cycle(Depth depth, CancelSignal cancel);

    /** Whether any process on this home has looked at the server in so much time. */
    boolean hasLookedWithin(Duration time);

    /** Ends what is under way; later cycles fail. Calling it again does nothing. */
    @Override
    void close();

    /**
     * How a cycle ended, for whoever decides when the next one is due.
     *
     * @param complete whether all of it was done, or tried but for what single memories met
     * @param refused whether the key is not accepted, so that nothing will work until somebody acts
     * @param pending whether changes here wait to be sent
     */
    record Cycle(boolean complete, boolean refused, boolean pending) {}
}
