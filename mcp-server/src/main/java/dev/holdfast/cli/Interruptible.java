package dev.holdfast.cli;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import java.util.concurrent.CancellationException;

/**
 * Work that Ctrl-C stops, so that it leaves nothing half done behind.
 *
 * @param method whose failure it is that somebody interrupted it
 * @param sentence what is said then
 */
record Interruptible(String method, String sentence) {
    /** Work on the uploads of a remote. */
    static final Interruptible CLOUD = new Interruptible("cloud", "Interrupted; nothing half done was left behind.");

    /** Something that may fail as a sync does. */
    @FunctionalInterface
    interface Work<T> {
        T run(CancelSignal cancel) throws SyncException;
    }

    /** A failure on its way through code that takes none. */
    private static final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SyncException failure;

        Carried(SyncException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /**
     * Does the work, and something at its end however it ends.
     *
     * @throws SyncException when the work does, and when it was interrupted
     */
    <T> T run(Work<T> work, Runnable atEnd) throws SyncException {
        CancelSignal interrupted = new CancelSignal();
        try {
            return OnSignal.during(() -> attempt(work, interrupted), interrupted::cancel);
        } catch (Carried e) {
            throw e.failure;
        } catch (CancellationException e) {
            throw new SyncException(method, sentence, true, e);
        } finally {
            atEnd.run();
        }
    }

    private static <T> T attempt(Work<T> work, CancelSignal interrupted) {
        try {
            return work.run(interrupted);
        } catch (SyncException e) {
            throw new Carried(e);
        }
    }
}
