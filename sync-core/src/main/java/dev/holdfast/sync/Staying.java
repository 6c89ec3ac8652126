package dev.holdfast.sync;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.memory.record.RecordKeeper;
import dev.holdfast.sync.outbox.Outbox;
import dev.holdfast.sync.outbox.Route;
import dev.holdfast.sync.state.HomeFiles;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wait of a process that is there to get done what others have left: jobs, and memories for the memory API. */
final class Staying {
    private static final Logger LOG = LoggerFactory.getLogger(Staying.class);
    private static final long STAY_MILLIS = 500;
    private static final long TROUBLE_MILLIS = 5000;

    private final Path home;
    private final Route route;
    private final String means;
    private final Outbox outbox;

    /** What it does and asks again and again. */
    interface Work {
        /** Works off what is due; how many jobs wait then. */
        long drain();

        /** Whether any job waits, be it due or not. */
        boolean hasOpenJobs();

        /** How many memories wait for the memory API that could go. */
        long unsentMemories();

        /** Whoever sends them while this lasts; not started yet. */
        Optional<RecordKeeper> keeper();
    }

    /** @param means of this process, as {@link Means} has them */
    Staying(Path home, Route route, String means, Outbox outbox) {
        this.home = home;
        this.route = route;
        this.means = means;
        this.outbox = outbox;
    }

    /** Stays as {@link SyncService#drainAndStay} says. */
    void until(Duration patience, CancelSignal cancel, Work work) {
        boolean goOn = true;
        while (goOn) {
            // One process with the same means is enough to work and wait.
            Optional<HomeLock> lock = lock();
            if (lock.isEmpty()) {
                break;
            }
            Optional<RecordKeeper> keeper = work.keeper();
            long unsent;
            try {
                keeper.ifPresent(RecordKeeper::start);
                unsent = stay(patience, cancel, work);
            } finally {
                keeper.ifPresent(RecordKeeper::close);
                lock.get().close();
            }
            // Somebody may have left something to us in the moment before the lock was given back.
            goOn = !cancel.isCancelled() && isHomeThere() && (outbox.hasWork(route) || work.unsentMemories() > unsent);
        }
    }

    /** Whoever removes the home does not want it made again by somebody who only waits. */
    boolean isHomeThere() {
        return Files.isDirectory(home);
    }

    /** What one stay has seen. */
    private static final class Seen {
        private long jobs = -1;
        private long unsent;
        private long idleNanos;
    }

    /** Works and waits until nothing is left, patience has ended, or the home has gone; how many memories wait then. */
    private long stay(Duration patience, CancelSignal cancel, Work work) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cancel.onCancel(cancelled::countDown);
        Seen seen = new Seen();
        long pause = 0;
        try {
            while (seen.idleNanos <= patience.toNanos()
                    && !cancelled.await(pause, TimeUnit.MILLISECONDS)
                    && isHomeThere()) {
                seen.idleNanos += TimeUnit.MILLISECONDS.toNanos(pause);
                pause = STAY_MILLIS;
                try {
                    if (isAllDone(work, seen)) {
                        break;
                    }
                } catch (StateException e) {
                    // The disk may be full for a while; nobody else waits.
                    LOG.warn("Jobs can't be worked off now; it is tried again.", e);
                    pause = TROUBLE_MILLIS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return seen.unsent;
    }

    /** Works off what is due. Whatever gets done starts the patience anew. */
    private boolean isAllDone(Work work, Seen seen) {
        if (seen.jobs < 0 || outbox.hasWork(route)) {
            long left = work.drain();
            seen.idleNanos = left == seen.jobs ? seen.idleNanos : 0;
            seen.jobs = left;
        }
        long unsent = work.unsentMemories();
        seen.idleNanos = unsent == seen.unsent ? seen.idleNanos : 0;
        seen.unsent = unsent;
        return unsent == 0 && !work.hasOpenJobs();
    }

    /** Who has other credentials or settings may get done what this process can't, so it waits beside it. */
    private Optional<HomeLock> lock() {
        String name = "linger-" + Integer.toHexString(Objects.hash(route, means)) + ".lock";
        return HomeLock.tryAcquire(HomeFiles.inLocks(home, name));
    }
}
