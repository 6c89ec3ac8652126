package dev.holdfast.sync;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.IgnoreRule;
import dev.holdfast.sync.tree.FolderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the platform tells of changes in some folders and in all that is below them. It is a hint that comes soon, not a
 * record: what it misses, as where the platform lets nobody watch so many folders, a look at everything finds. Used by one
 * thread.
 */
final class FolderEvents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderEvents.class);

    private final List<Path> roots;
    private final IgnoreRule ignore;
    private final Set<Path> tops = ConcurrentHashMap.newKeySet();
    private final WatchService events;
    private final Map<WatchKey, Path> watched = new ConcurrentHashMap<>();
    private boolean complained;

    /**
     * Watches nothing yet.
     *
     * @param ignore what is not watched, and wakes nobody
     * @param cancel when this is cancelled, waiting ends with a {@link CancellationException}
     */
    FolderEvents(List<Path> roots, IgnoreRule ignore, CancelSignal cancel) throws IOException {
        this(roots, ignore, cancel, FileSystems.getDefault().newWatchService());
    }

    /** By these of the platform's events, which this closes. */
    FolderEvents(List<Path> roots, IgnoreRule ignore, CancelSignal cancel, WatchService events) {
        this.roots = List.copyOf(roots);
        this.ignore = ignore;
        this.events = events;
        cancel.onCancel(this::close);
    }

    /** Watches all that is there now, also what came since the last call. */
    void watchAll() {
        for (Path root : roots) {
            try {
                Path top = root.toRealPath();
                tops.add(top);
                watch(top);
            } catch (IOException e) {
                LOG.debug("The folder {} can't be watched while it can't be found.", root, e);
            }
        }
    }

    /**
     * Waits until something has changed.
     *
     * @return whether it has; false when the time passed
     * @throws CancellationException when cancelled
     */
    boolean await(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (true) {
                WatchKey key = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (key == null) {
                    return false;
                }
                if (take(key)) {
                    return true;
                }
            }
        } catch (ClosedWatchServiceException e) {
            throw cancelled(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        }
    }

    /**
     * Waits for so long, whatever changes; what does is not forgotten.
     *
     * @throws CancellationException when cancelled
     */
    void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            await(Duration.ofNanos(left));
        }
    }

    private static CancellationException cancelled(Exception cause) {
        CancellationException cancelled = new CancellationException("Watching ended.");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Whether any of it is about users' files. */
    private boolean take(WatchKey key) {
        boolean changed = false;
        Path directory = watched.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            changed |= take(directory, event);
        }
        if (!key.reset()) {
            watched.remove(key);
            changed = true;
        }
        return changed;
    }

    private boolean take(@Nullable Path directory, WatchEvent<?> event) {
        if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
            watchAll();
            return true;
        }
        if (!(event.context() instanceof Path name) || directory == null) {
            return false;
        }
        Path changed = directory.resolve(name);
        boolean inner = Files.isDirectory(changed, LinkOption.NOFOLLOW_LINKS);
        if (isLeftAlone(changed, inner)) {
            return false;
        }
        if (inner && event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
            watch(changed);
        }
        return true;
    }

    private void watch(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    if (!directory.equals(top) && isLeftAlone(directory, true)) {
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    register(directory);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE; // Gone, or not to be read: the run tells what it finds there.
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("The visitor throws nothing of the kind.", e);
        }
    }

    private boolean isLeftAlone(Path path, boolean directory) {
        if (FolderNames.isOwn(String.valueOf(path.getFileName()))) {
            return true;
        }
        return tops.stream().filter(path::startsWith).anyMatch(top -> {
            StringJoiner below = new StringJoiner("/");
            top.relativize(path).forEach(name -> below.add(name.toString()));
            return ignore.ignores(below.toString(), directory);
        });
    }

    private void register(Path directory) {
        try {
            WatchKey key = directory.register(
                    events,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
            watched.put(key, directory);
        } catch (ClosedWatchServiceException e) {
            throw cancelled(e);
        } catch (IOException e) {
            if (!complained && Files.isDirectory(directory)) {
                complained = true;
                LOG.warn(
                        "The system does not let the folder {} be watched, so changes there are only found by looking"
                                + " now and then: {}",
                        directory,
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            LOG.warn("Watching could not be ended properly.", e);
        }
    }
}
