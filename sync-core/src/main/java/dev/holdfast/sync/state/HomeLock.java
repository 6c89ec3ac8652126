package dev.holdfast.sync.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock that one holder on this machine has at a time, be it in this process or in another. The operating system
 * releases it when its process dies. The lock's file is empty and stays. Thread-safe; any thread may close it.
 */
public final class HomeLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HomeLock.class);
    private static final long POLL_MILLIS = 10;

    /**
     * What this process holds or is about to. The operating system's locks belong to processes, and closing any channel
     * on the file drops them, so a second try in this process must not even open the file.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path key;
    private final FileChannel channel;

    private HomeLock(Path key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @param file the lock's file; made, with its directory, when missing
     * @throws StateException when the file can't be made or locked
     */
    public static Optional<HomeLock> tryAcquire(Path file) {
        try {
            Path directory = file.resolveSibling(".").toAbsolutePath().normalize();
            Files.createDirectories(directory, OwnerOnly.directory(file));
            Path key = directory.toRealPath().resolve(file.getFileName());
            return HELD.add(key) ? lock(key) : Optional.empty();
        } catch (IOException e) {
            throw Failures.unusable(file, e);
        }
    }

    /**
     * Takes the lock, waiting for whoever has it.
     *
     * @throws StateException when the limit passes, this thread is interrupted, or the file can't be made or locked
     */
    public static HomeLock acquire(Path file, Duration limit) {
        long start = System.nanoTime();
        while (true) {
            Optional<HomeLock> lock = tryAcquire(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new StateException(
                        "Another process has held " + file + " for " + limit.toSeconds()
                                + " s; wait for it or end it, then try again.",
                        null);
            }
            pause(file);
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the lock that is returned closes the channel
    private static Optional<HomeLock> lock(Path key) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    key, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.file(key));
            FileLock lock = channel.tryLock();
            locked = lock != null;
            return locked ? Optional.of(new HomeLock(key, channel)) : Optional.empty();
        } finally {
            if (!locked) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(key);
            }
        }
    }

    private static void pause(Path file) {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException("Waiting for " + file + " was interrupted; try again.", e);
        }
    }

    /** Gives the lock back. Calling it again does nothing. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("Releasing {} failed; the system releases it when this process ends.", key, e);
        } finally {
            HELD.remove(key);
        }
    }
}
