package dev.holdfast.sync;

import dev.holdfast.sync.outbox.QueueCounts;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the queue really stands. A process that was killed leaves its job running in the table until another one takes the
 * drain lock; so where that lock is free, nobody is at it.
 *
 * @param counts as the table has them
 * @param interrupted of those that run by the table, how many nobody is at
 */
record Standing(QueueCounts counts, long interrupted) {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

    /** Whoever works on jobs holds one of these; there may be several where one has stood still. */
    private static final String LOCKS = "drain*.lock";

    /** @param table reads the job table */
    static Standing of(Path home, Supplier<QueueCounts> table) {
        QueueCounts first = table.get();
        if (first.running() == 0) {
            return new Standing(first, 0);
        }
        List<HomeLock> held = new ArrayList<>();
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(home, LOCKS)) {
            for (Path file : locks) {
                Optional<HomeLock> lock = HomeLock.tryAcquire(file);
                if (lock.isEmpty()) {
                    return new Standing(first, 0);
                }
                held.add(lock.get());
            }
            // Only while they are held is it sure that what the table says is not just about to be true.
            QueueCounts now = table.get();
            return new Standing(now, now.running());
        } catch (IOException | StateException e) {
            LOG.debug("Whether somebody is at the jobs can't be told.", e);
            return new Standing(first, 0);
        } finally {
            held.forEach(HomeLock::close);
        }
    }

    SyncStatus.Queue queue(Instant now) {
        return new SyncStatus.Queue(
                counts.pending() + interrupted,
                counts.running() - interrupted,
                counts.failed(),
                counts.parked(),
                interrupted,
                counts.nextAttempt(),
                counts.oldest().map(oldest -> SourceRecords.age(oldest, now)));
    }
}
