package dev.holdfast.sync;

import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a mirror at once, and again whenever something changes in a folder of this machine that is one of its sides, and now
 * and then for what nobody tells of: changes of a remote or of a space, and what the platform kept to itself.
 *
 * <p>Thread-safe; several mirrors are watched by as many threads.
 */
public final class MirrorWatch {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWatch.class);
    private static final Duration REMOTE_REST = Duration.ofSeconds(10);

    /** After what may pass by itself, as when another process runs the mirror; doubled each time. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Mirrors mirrors;
    private final Timing timing;
    private final Listener listener;

    /** Hears how a watch goes, on the thread that watches. */
    public interface Listener {
        /** A run has ended and was not cancelled. */
        void ran(MirrorReport report);

        /**
         * Nothing can be run, or remembered, because of the home; it is tried again. Told once, and again when something else is
         * the matter or a run has ended in between.
         *
         * @param sentence what is wrong, where, and what to do
         */
        void hindered(String sentence);
    }

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
     * @param listener hears of each mirror that is watched this way
     */
    public MirrorWatch(Mirrors mirrors, Timing timing, Listener listener) {
        this.mirrors = mirrors;
        this.timing = timing;
        this.listener = listener;
    }

    /**
     * Watches a mirror until somebody cancels, also in the middle of a file. What goes wrong once the watch has begun ends it
     * never: the listener hears of it, and it is tried again.
     *
     * @throws StorageException.Transient when the mirror is watched already, by this process or by another one of this home
     * @throws StorageException when it can't be watched at all, or its sides are no places that a mirror may have
     * @throws StateException when the home can't be used to begin with
     */
    @SuppressWarnings("try") // The lock is there to be held.
    public void run(MirrorSetting mirror, RunControl control) throws StorageException {
        mirrors.requirePlaces(mirror);
        try (HomeLock alone = mirrors.watching(mirror);
                FolderEvents events = new FolderEvents(
                        mirrors.folders(mirror), MirrorPolicy.ignore(mirror.rules()), control.signal())) {
            Duration again = AGAIN;
            String trouble = "";
            while (!control.signal().isCancelled()) {
                events.watchAll();
                Attempt attempt = attempt(mirror, control, trouble);
                trouble = attempt.trouble();
                Duration longest = attempt.mayHeal() ? least(again, timing.rescan()) : timing.rescan();
                again = attempt.mayHeal() ? least(again.multipliedBy(2), timing.rescan()) : AGAIN;
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

    /**
     * What a run came to.
     *
     * @param mayHeal whether another try soon may do more
     * @param trouble what kept it from being a run at all; empty when nothing did
     */
    private record Attempt(boolean mayHeal, String trouble) {}

    private Attempt attempt(MirrorSetting mirror, RunControl control, String before) {
        try {
            MirrorReport report = mirrors.run(mirror, false, ProgressListener.NONE, control);
            if (report.outcome() != MirrorReport.Outcome.CANCELLED) {
                listener.ran(report);
            }
            return new Attempt(report.mayHeal(), "");
        } catch (StateException e) {
            return new Attempt(true, told(before, String.valueOf(e.getMessage())));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("A run of the mirror {} failed unexpectedly", mirror.name(), e);
            return new Attempt(
                    true,
                    told(
                            before,
                            "Something unexpected went wrong with the mirror " + mirror.name()
                                    + "; the log says what. It is tried again."));
        }
    }

    /** Tells of trouble, unless it was told already; gives what is told by now. */
    private String told(String before, String sentence) {
        if (!sentence.equals(before)) {
            listener.hindered(sentence);
        }
        return sentence;
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
