package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.entry.TargetFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes folders that are still there after a crash. */
final class Folders {
    private static final Logger LOG = LoggerFactory.getLogger(Folders.class);

    private Folders() {}

    /** Makes a folder and those above it, where they are missing, for this user alone: memory is nobody else's business. */
    static void create(Path folder) throws StorageException {
        Deque<Path> missing = new ArrayDeque<>();
        Path there = folder;
        while (!Files.exists(there)) {
            missing.push(there);
            there = there.resolveSibling("");
        }
        if (!Files.isDirectory(there)) {
            throw new StorageException.Permanent("There is a file at " + there + " where a folder is needed.", null);
        }
        for (Path each : missing) {
            createOne(each);
        }
    }

    /** Makes a folder that was not there before; tells whether it did. */
    static boolean createNew(Path folder) throws StorageException {
        Path parent = folder.getParent();
        if (parent != null) {
            create(parent);
        }
        return createOne(folder);
    }

    /** Removes what a restore that was cut short has left in a folder. */
    static void removeLeftovers(Path folder) throws StorageException {
        try {
            TargetFile.removeLeftovers(folder);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    /** Removes what restores that were cut short have left in a folder and all below it. */
    static void removeLeftoversBelow(Path folder) throws StorageException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) throws IOException {
                    TargetFile.removeLeftovers(each);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    LOG.debug("{} was removed meanwhile, or can't be looked at.", file, failure);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static StorageException unreadable(Path folder, IOException failure) {
        return new StorageException.Permanent(
                "The folder " + folder + " can't be read: give this user the right to read and write it.", failure);
    }

    /** Takes back a folder that was made for nothing. */
    static void removeIfEmpty(Path folder) throws StorageException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            LOG.trace("{} is in use.", folder);
        } catch (IOException e) {
            throw new StorageException.Permanent("The empty folder " + folder + " can't be removed: remove it.", e);
        }
    }

    private static boolean createOne(Path folder) throws StorageException {
        try {
            Files.createDirectory(folder, ownerOnly(folder));
            TargetFile.syncFolder(folder.getParent());
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException.Permanent(
                    "The folder " + folder + " can't be made (" + reason(e)
                            + "): check the rights of the one above it.",
                    e);
        }
    }

    /** Ends the call when anything from the base to the folder, both included, is a link or a file. */
    static void requirePlain(Path base, Path folder) throws StorageException {
        for (Path each = folder; each != null && each.startsWith(base); each = each.getParent()) {
            if (Files.exists(each, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                throw new StorageException.Permanent(
                        "There is a file or a link at " + each + " where a folder is needed: move it away.", null);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static String reason(IOException failure) {
        String reason = failure instanceof FileSystemException known ? known.getReason() : null;
        return reason == null ? failure.getClass().getSimpleName().replaceAll("Exception$", "") : reason;
    }
}
