package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a failed file operation means. Nothing reads messages: where a type says too little, the disk is asked. */
public final class LocalErrors {
    /** Less than this left, after a write failed, means that the disk is full. */
    private static final long NEARLY_NOTHING = 256L * 1024;

    private static final Duration ASK_SOMEBODY = Duration.ofMinutes(10);

    private LocalErrors() {}

    /**
     * Says what a failure means.
     *
     * @param path what was to be read or written
     * @param root the folder that it lies in
     */
    public static StorageException translate(IOException failure, Path path, Path root) {
        if (failure instanceof StorageException known) {
            return known;
        }
        if (failure instanceof NoSuchFileException || isBelowAFile(failure, path)) {
            return new StorageException.NotFound("There is no file " + path + ".", failure);
        }
        if (failure instanceof AccessDeniedException) {
            return denied(path, failure);
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return otherKind(path, failure);
        }
        return byDisk(failure, path, root);
    }

    private static boolean isBelowAFile(IOException failure, Path path) {
        Path parent = path.getParent();
        return !(failure instanceof FileAlreadyExistsException)
                && failure instanceof FileSystemException
                && parent != null
                && Files.isRegularFile(parent, LinkOption.NOFOLLOW_LINKS);
    }

    /** A write that met a full disk or a read-only one has no exception type of its own in Java. */
    private static StorageException byDisk(IOException failure, Path path, Path root) {
        try {
            FileStore disk = Files.getFileStore(root);
            if (disk.isReadOnly()) {
                return denied(path, failure);
            }
            if (disk.getUsableSpace() < NEARLY_NOTHING) {
                return new StorageException.Transient(
                        "The disk of the folder " + root + " is full: make room on it.", ASK_SOMEBODY, failure);
            }
        } catch (IOException gone) {
            failure.addSuppressed(gone);
        }
        if (failure instanceof FileSystemException && Files.isDirectory(path)) {
            return new StorageException.Permanent("A folder stands at " + path + ": move it away.", failure);
        }
        return new StorageException.Transient("Reading or writing " + path + " failed.", failure);
    }

    static StorageException otherKind(Path path, @Nullable IOException failure) {
        return new StorageException.Permanent(
                "A file or folder of another kind stands at " + path + ": move it away.", failure);
    }

    static StorageException link(Path path) {
        return new StorageException.Denied(
                "The remote folder holds a symbolic link at " + path
                        + ", which could lead out of it: replace it by a real folder.",
                null);
    }

    static StorageException twin(Path path) {
        return new StorageException.Permanent(
                "The file system can't tell " + path
                        + " from another name that is there already: rename one of the two.",
                null);
    }

    static StorageException denied(Path path, IOException failure) {
        return new StorageException.Denied(
                "Access to " + path + " is denied: give this user the right to read and write there.", failure);
    }
}
