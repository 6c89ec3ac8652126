package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything. Once seen, it has to stay there and stay the same one: a disk that is unmounted
 * leaves an empty folder or none, which must not be taken for a storage with nothing in it.
 */
final class LocalRoot {
    private static final Duration ASK_SOMEBODY = Duration.ofMinutes(10);

    private final Path path;
    private final boolean ownsParents;
    private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();

    LocalRoot(Path path, boolean ownsParents) {
        this.path = path;
        this.ownsParents = ownsParents;
    }

    Path path() {
        return path;
    }

    /** The root, or the nearest directory around it that is there. */
    Path nearest() {
        Path there = path;
        for (Path up = path.getParent(); !Files.exists(there) && up != null; up = up.getParent()) {
            there = up;
        }
        return there;
    }

    /** Whether it is there; not yet made is fine, but neither gone, nor out of reach, nor something else. */
    boolean exists() throws StorageException {
        boolean wasThere = seen.get() != null;
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            requireNotGone(wasThere, e);
            return false;
        } catch (AccessDeniedException e) {
            throw LocalErrors.denied(path, e);
        } catch (IOException e) {
            throw hasParent() ? LocalErrors.translate(e, path, path) : notThere(e);
        }
        if (!attributes.isDirectory()) {
            throw new StorageException.Permanent("The remote " + path + " is not a folder: name one that is.", null);
        }
        requireSame(attributes);
        return true;
    }

    /** Opens it; null when it is not made yet. */
    @Nullable
    Folder open() throws IOException {
        if (!exists()) {
            return null;
        }
        try {
            Folder folder = Folder.open(path);
            try {
                requireSame(folder.attributes());
                return folder;
            } catch (IOException e) {
                folder.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw notThere(e);
        }
    }

    /** Opens it, made where it is missing, and on disk. */
    Folder make() throws IOException {
        Path parent = path.getParent();
        if (!exists() && parent != null) {
            if (ownsParents) {
                Files.createDirectories(parent);
            }
            MadeDirectories.make(path);
        }
        if (parent != null) {
            MadeDirectories.syncOnce(path, new PathFolder(parent));
        }
        Folder made = open();
        if (made == null) {
            throw notThere(null);
        }
        return made;
    }

    private void requireSame(BasicFileAttributes attributes) throws StorageException {
        Seen now = new Seen(attributes.fileKey());
        if (!seen.compareAndSet(null, now) && !now.equals(seen.get())) {
            throw new StorageException.Transient(
                    "Another folder than before is at " + path + ": see that its disk is mounted.", ASK_SOMEBODY, null);
        }
    }

    private void requireNotGone(boolean wasThere, NoSuchFileException failure) throws StorageException {
        boolean dangling = Files.isSymbolicLink(path);
        if (wasThere || dangling || !hasParent()) {
            throw notThere(failure);
        }
    }

    private boolean hasParent() {
        Path parent = path.getParent();
        return ownsParents || (parent != null && Files.isDirectory(parent));
    }

    private StorageException notThere(@Nullable IOException cause) {
        return new StorageException.Transient(
                "The folder " + path + " is not there: mount its disk, or create the folder.", ASK_SOMEBODY, cause);
    }

    /** What is known of the folder: which one it was, where the platform tells. */
    private record Seen(@Nullable Object fileKey) {}
}
