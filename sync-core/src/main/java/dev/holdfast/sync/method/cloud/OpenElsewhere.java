package dev.holdfast.sync.method.cloud;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** By real path, the process that has it open. */
    private final Map<Path, String> open;

    private OpenElsewhere(Map<Path, String> open) {
        this.open = open;
    }

    /** Looks once for all of these files: there are as many open ones on a machine as there may be files to look at. */
    static OpenElsewhere lookAt(Collection<Path> files) {
        Map<Path, String> open = new HashMap<>();
        Set<Path> real = new HashSet<>();
        for (Path file : files) {
            real(file).ifPresent(real::add);
        }
        if (!real.isEmpty() && Files.isDirectory(PROCESSES.resolve("self/fd"))) {
            lookAtProcesses(real, open);
        }
        return new OpenElsewhere(open);
    }

    /** Who has one of them open, in words that follow "is"; empty when nobody is known to. */
    Optional<String> holder(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        return real(file)
                .map(open::get)
                .map(process -> "open in another program (process " + process + ")")
                .or(() -> isLocked(file) ? Optional.of("locked by another program") : Optional.empty());
    }

    private static Optional<Path> real(Path file) {
        try {
            return Optional.of(file.toRealPath());
        } catch (IOException e) {
            LOG.trace("{} is not there.", file, e);
            return Optional.empty();
        }
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

    private static void lookAtProcesses(Set<Path> files, Map<Path, String> open) {
        String own = Long.toString(ProcessHandle.current().pid());
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                String id = String.valueOf(process.getFileName());
                if (!id.equals(own)) {
                    lookAtProcess(process.resolve("fd"), id, files, open);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("Which programs have which files open can't be told.", e);
        }
    }

    private static void lookAtProcess(Path handles, String id, Set<Path> files, Map<Path, String> open) {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(handles)) {
            for (Path handle : stream) {
                target(handle).filter(files::contains).ifPresent(file -> open.put(file, id));
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.trace("{} is another user's, or has ended.", handles, e);
        }
    }

    private static Optional<Path> target(Path handle) {
        try {
            return Optional.of(Files.readSymbolicLink(handle));
        } catch (IOException e) {
            LOG.trace("{} was closed meanwhile.", handle, e);
            return Optional.empty();
        }
    }
}
