package dev.holdfast.sync;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/**
 * Runs a mirror at once, and again whenever something changes in a folder of this machine that is one of its sides, and now
 * and then for what nobody tells of: changes of a remote or of a space, and what the platform kept to itself.
 *
 * <p>Thread-safe; several mirrors are watched by as many threads.
 */
public final class MirrorWatch {
    private static final Duration REMOTE_REST = Duration.ofSeconds(10);

    /** After what may pass by itself, as when another process runs the mirror; doubled each time. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Mirrors mirrors;
    private final Timing timing;
    private final Consumer<MirrorReport> listener;

    /**
     * How soon.
     *
     * @param settling for how long nothing may have changed before a run begins
     * @param longest after which time one begins all the same
     * @param rescan after which time without any change one begins
     */
    public record Timing(Duration settling, Duration longest, Duration rescan) {
        /** With a minute at most of waiting for things to settle. */
        public static Timing of(Duration settling, Duration rescan) {
            Duration minute = Duration.ofMinutes(1);
            return new Timing(settling, settling.compareTo(minute) > 0 ? settling : minute, rescan);
        }
    }

    /**
     * A way to watch.
     *
     * @param listener hears of each run that was not cancelled, on the thread that watches
     */
    public MirrorWatch(Mirrors mirrors, Timing timing, Consumer<MirrorReport> listener) {
        this.mirrors = mirrors;
        this.timing = timing;
        this.listener = listener;
    }

    /**
     * Watches a mirror until somebody cancels, also in the middle of a file.
     *
     * @throws StorageException.Transient when the mirror is watched already, by this process or by another one of this home
     * @throws StorageException when it can't be watched at all
     */
    @SuppressWarnings("try") // The lock is there to be held.
    public void run(MirrorSetting mirror, RunControl control) throws StorageException {
        try (HomeLock alone = mirrors.watching(mirror);
                FolderEvents events = new FolderEvents(
                        mirrors.folders(mirror), MirrorPolicy.ignore(mirror.rules()), control.signal())) {
            Duration again = AGAIN;
            while (!control.signal().isCancelled()) {
                events.watchAll();
                MirrorReport report = mirrors.run(mirror, false, ProgressListener.NONE, control);
                if (report.outcome() != MirrorReport.Outcome.CANCELLED) {
                    listener.accept(report);
                }
                Duration longest = report.mayHeal() ? least(again, timing.rescan()) : timing.rescan();
                again = report.mayHeal() ? least(again.multipliedBy(2), timing.rescan()) : AGAIN;
                await(events, longest, Mirrors.isRemote(mirror) ? REMOTE_REST : Duration.ZERO);
            }
        } catch (CancellationException e) {
            // Somebody wanted it to end.
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The system lets nobody watch folders: run the mirror " + mirror.name() + " now and then instead.",
                    e);
        }
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Each look at a bucket costs, so after one nothing is looked at for a while, whatever happens here. */
    private void await(FolderEvents events, Duration longest, Duration rest) {
        long rested = System.nanoTime() + rest.toNanos();
        if (events.await(longest)) {
            events.sleep(Duration.ofNanos(rested - System.nanoTime()));
            long end = System.nanoTime() + timing.longest().toNanos();
            boolean unsettled = true;
            while (unsettled && System.nanoTime() - end < 0) {
                unsettled = events.await(timing.settling());
            }
        }
    }
}
