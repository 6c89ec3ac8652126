package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A directory of this run's own below the staging directory, readable by this user only. A lock that dies with the
 * process marks it as in use; opening one removes those of runs that are gone, and never those of living ones. Not
 * thread-safe. Tests extend it to act in the middle of a copy.
 */
class Staging implements AutoCloseable {
    /** Kept free beyond what a copy needs, so that other programs don't fail because of us. */
    private static final long MARGIN = 16L << 20;

    private static final int BUFFER = 64 * 1024;
    private static final String RUN = "run-";
    private static final String LOCK = ".lock";

    /** Those of this process. Their locks must not even be looked at: on POSIX, closing the file gives them up. */
    private static final Set<Path> LIVING = new HashSet<>();

    private final Path base;
    private @Nullable Path directory;
    private @Nullable FileChannel lock;

    Staging(Path base) {
        this.base = base;
    }

    /** Copying failed at this end, and not at the file that is copied. */
    static final class WriteException extends IOException {
        private static final long serialVersionUID = 1L;

        WriteException(IOException cause) {
            super(cause);
        }
    }

    /**
     * A new file name for copies of about so many bytes in all; those of a database's other files begin with it.
     *
     * @throws SnapshotException transient, when there is no room for them
     */
    Path reserve(long bytes) throws SnapshotException {
        try {
            Path own = directory == null ? open() : directory;
            long room = room(own);
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

    /** How many bytes are free there. */
    long room(Path own) throws IOException {
        return Files.getFileStore(own).getUsableSpace();
    }

    /** Copies as much of a file as there was. The copy is shorter when the file was cut short meanwhile. */
    SnapshotFile copy(String path, FileKind kind, Path file, Fingerprint print, Path copy, CancelSignal cancel)
            throws SnapshotException {
        try (OutputStream out = create(copy)) {
            LiveFile.Read read = LiveFile.copy(file, out, print.size(), cancel);
            return SnapshotFile.staged(path, kind, read, print.modifiedAt(), copy);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Makes a file of what is written. */
    SnapshotFile write(String path, Instant now, Path copy, Snapshotter.Writing writing) throws SnapshotException {
        MessageDigest digest = Hashes.sha256();
        try {
            try (OutputStream out = new BufferedOutputStream(new DigestOutputStream(create(copy), digest), BUFFER)) {
                writing.to(out);
            }
            LiveFile.Read read = new LiveFile.Read(Files.size(copy), Hashes.hex(digest));
            return SnapshotFile.staged(path, FileKind.FILE, read, now, copy);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static OutputStream create(Path copy) throws IOException {
        return new FilterOutputStream(
                Files.newOutputStream(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    throw new WriteException(e);
                }
            }
        };
    }

    /** Removes what an earlier copy may have left. */
    void clear() throws SnapshotException {
        try {
            if (directory != null) {
                removeFiles(directory);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    SnapshotException failed(IOException cause) {
        return new SnapshotException(
                "The working directory " + base + " can't be used: check its rights and its disk.", true, cause);
    }

    private Path open() throws IOException {
        synchronized (LIVING) {
            Files.createDirectories(base);
            Path real = base.toRealPath();
            try (FileChannel gate = FileChannel.open(
                            real.resolve("gate"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = gate.lock()) {
                if (held.isValid()) {
                    removeAbandoned(real);
                }
                Path own = Files.createTempDirectory(real, RUN);
                FileChannel channel =
                        FileChannel.open(lockOf(own), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                channel.lock();
                LIVING.add(own);
                directory = own;
                lock = channel;
                return own;
            }
        }
    }

    private static Path lockOf(Path run) {
        return run.resolveSibling(run.getFileName() + LOCK);
    }

    private static void removeAbandoned(Path base) throws IOException {
        Set<Path> runs = new HashSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(base, RUN + "*")) {
            for (Path path : found) {
                String name = String.valueOf(path.getFileName());
                runs.add(name.endsWith(LOCK) ? base.resolve(name.substring(0, name.length() - LOCK.length())) : path);
            }
        }
        runs.removeAll(LIVING);
        for (Path run : runs) {
            if (!isInUse(lockOf(run))) {
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
        }
    }

    private static void remove(Path run) throws IOException {
        if (Files.isDirectory(run)) {
            removeFiles(run);
        }
        Files.deleteIfExists(run);
        Files.deleteIfExists(lockOf(run));
    }

    private static void removeFiles(Path run) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(run)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
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
        synchronized (LIVING) {
            LIVING.remove(own);
            try (channel) {
                remove(own);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
