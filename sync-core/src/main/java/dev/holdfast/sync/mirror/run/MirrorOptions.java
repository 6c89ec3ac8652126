package dev.holdfast.sync.mirror.run;

import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.storage.Pause;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * How a mirror runs, whatever it is to do. Immutable.
 *
 * @param transfers how many files at most are copied or read at once
 * @param operations how many other things at most are done at once; when this and {@code transfers} are 1 everything is
 *     done on the calling thread, in the same order each time
 * @param renewEvery how long a side that is held counts as held without asking
 * @param patience how long to wait for a side that somebody else holds; a dead holder is known only by watching it for a
 *     minute
 * @param pause waits between asking
 * @param progress hears how far each copy has come
 * @param clock tells when a run began
 * @param nanos tells how much time has passed; never goes back
 */
public record MirrorOptions(
        int transfers,
        int operations,
        Duration renewEvery,
        Duration patience,
        Pause pause,
        ProgressListener progress,
        InstantSource clock,
        LongSupplier nanos) {
    /** Ten transfers and twenty other operations at once, and nobody listens. */
    public static final MirrorOptions DEFAULT = new MirrorOptions(
            10,
            20,
            Duration.ofSeconds(2),
            Duration.ofSeconds(90),
            Pause.REAL,
            ProgressListener.NONE,
            InstantSource.system(),
            System::nanoTime);

    /** The same with somebody who listens. */
    public MirrorOptions withProgress(ProgressListener listener) {
        return new MirrorOptions(transfers, operations, renewEvery, patience, pause, listener, clock, nanos);
    }

    /** The same, but waiting this long for whoever holds a side. */
    public MirrorOptions withPatience(Duration longest, Pause waiting) {
        return new MirrorOptions(transfers, operations, renewEvery, longest, waiting, progress, clock, nanos);
    }
}
