package dev.holdfast.sync.snapshot;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this run's own below the staging directory, readable by this user only. A lock that dies with the
 * process marks it as in use; opening one removes those of runs that are gone. Not thread-safe. Tests extend it to act in the middle of a copy.
 */
class Staging implements AutoCloseable {
    /** Kept free beyond what a copy needs, so that other programs don't fail because of us. */
    private static final long MARGIN = 16L << 20;

    private static final Object ONE_AT_A_TIME = new Object();

    private final Path base;
    private @Nullable Path directory;
    private @Nullable FileChannel lock;

    Staging(Path base) {
        this.base = base;
    }

    /** A new file name for a copy of about so many bytes. */
    Path reserve(long bytes) throws SnapshotException {
        try {
            Path own = directory == null ? open() : directory;
            long room = Files.getFileStore(own).getUsableSpace();
            if (room < bytes + MARGIN) {
                throw new SnapshotException(
                        "There is no room for a working copy of " + mebibytes(bytes) + " MiB in " + base + ", where "
                                + mebibytes(room) + " MiB are free: make room on that disk.",
                        true,
                        null);
            }
            return own.resolve(UUID.randomUUID().toString());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    SnapshotException failed(IOException cause) {
        return new SnapshotException(
                "The working directory " + base + " can't be used: check its rights and its disk.", true, cause);
    }

    private Path open() throws IOException {
        synchronized (ONE_AT_A_TIME) {
            Files.createDirectories(base);
            try (FileChannel gate = FileChannel.open(
                            base.resolve("gate"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = gate.lock()) {
                if (held.isValid()) {
                    removeAbandoned();
                }
                Path own = Files.createTempDirectory(base, "run-");
                Path file = base.resolve(own.getFileName() + ".lock");
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                channel.lock();
                directory = own;
                lock = channel;
                return own;
            }
        }
    }

    private void removeAbandoned() throws IOException {
        List<Path> runs = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(base, "run-*")) {
            found.forEach(runs::add);
        }
        for (Path run : runs) {
            if (Files.isDirectory(run) && !isInUse(base.resolve(run.getFileName() + ".lock"))) {
                remove(run);
            }
        }
    }

    private static boolean isInUse(Path lockFile) throws IOException {
        if (!Files.exists(lockFile)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException e) {
            return true; // by another run in this process
        }
    }

    private static void remove(Path run) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(run);
        Files.deleteIfExists(run.resolveSibling(run.getFileName() + ".lock"));
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    @Override
    public void close() throws SnapshotException {
        Path own = directory;
        FileChannel channel = lock;
        if (own == null || channel == null) {
            return;
        }
        directory = null;
        lock = null;
        synchronized (ONE_AT_A_TIME) {
            try (channel) {
                remove(own);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
