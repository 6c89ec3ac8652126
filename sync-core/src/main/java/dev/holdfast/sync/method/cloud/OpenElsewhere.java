package dev.holdfast.sync.method.cloud;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, as far as a machine tells, whether another program has a file open: by the locks that databases hold, and on
 * Linux by what the user's other processes have open. Not for files that this process has open itself: looking drops its
 * locks.
 */
final class OpenElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(OpenElsewhere.class);
    private static final Path PROCESSES = Path.of("/proc");

    private OpenElsewhere() {}

    /** Who has it open, in words that follow "is"; empty when nobody is known to. */
    static Optional<String> holder(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return process(file).or(() -> isLocked(file) ? Optional.of("locked by another program") : Optional.empty());
    }

    /** SQLite and DuckDB both lock bytes of the database itself; one look at the whole file meets every kind. */
    static boolean isLocked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            LOG.debug("Whether {} is locked can't be told.", file, e);
            return false;
        }
    }

    private static Optional<String> process(Path file) {
        if (!Files.isDirectory(PROCESSES.resolve("self/fd"))) {
            return Optional.empty();
        }
        String own = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            Path real = file.toRealPath();
            for (Path process : processes) {
                String id = String.valueOf(process.getFileName());
                if (!id.equals(own) && hasOpen(process.resolve("fd"), real)) {
                    return Optional.of("open in another program (process " + id + ")");
                }
            }
        } catch (IOException e) {
            LOG.debug("Who has {} open can't be told.", file, e);
        }
        return Optional.empty();
    }

    private static boolean hasOpen(Path handles, Path file) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(handles)) {
            for (Path handle : open) {
                if (pointsTo(handle, file)) {
                    return true;
                }
            }
        } catch (IOException e) {
            LOG.trace("{} is another user's, or has ended.", handles, e);
        }
        return false;
    }

    private static boolean pointsTo(Path handle, Path file) {
        try {
            return Files.readSymbolicLink(handle).equals(file);
        } catch (IOException e) {
            LOG.trace("{} was closed meanwhile.", handle, e);
            return false;
        }
    }
}
