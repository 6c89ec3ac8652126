package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Where keys lie in a folder, and the care that nothing outside of it is touched. */
final class LocalLayout {
    private static final Duration ASK_SOMEBODY = Duration.ofMinutes(10);

    private final Path root;
    private final boolean ownsParents;

    LocalLayout(Path root, boolean ownsParents) {
        this.root = root;
        this.ownsParents = ownsParents;
    }

    Path root() {
        return root;
    }

    Path temporary() {
        return root.resolve(StorageKeys.RESERVED);
    }

    /** The root, or the nearest directory around it that is there. */
    Path nearest() {
        Path there = root;
        for (Path up = root.getParent(); !Files.exists(there) && up != null; up = up.getParent()) {
            there = up;
        }
        return there;
    }

    /** The file of a valid key, with no symbolic link between the root and it. */
    Path file(String key) throws StorageException {
        StorageKeys.require(key);
        return resolve(key);
    }

    /** The directory of a valid prefix, with no symbolic link between the root and it, itself included. */
    Path directory(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        if (prefix.isEmpty()) {
            return root;
        }
        Path directory = resolve(prefix.substring(0, prefix.length() - 1));
        requireNoLink(directory);
        return directory;
    }

    /** Whether the root is there. Not there although its parent isn't either means: not an empty storage but none. */
    boolean exists() throws StorageException {
        if (Files.isDirectory(root)) {
            return true;
        }
        Path parent = root.getParent();
        if (!ownsParents && (parent == null || !Files.isDirectory(parent))) {
            throw new StorageException.Transient(
                    "The folder " + root + " is not there: mount its disk, or create the folder.", ASK_SOMEBODY, null);
        }
        if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            throw new StorageException.Permanent("The remote " + root + " is not a folder: name one that is.", null);
        }
        return false;
    }

    /** Makes a directory below the root, and those between; each is on disk when this returns. */
    void makeDirectories(Path directory) throws IOException {
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || (directory.equals(root) && Files.isDirectory(root))) {
            return;
        }
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        if (!directory.equals(root)) {
            makeDirectories(parent);
        } else if (ownsParents) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(directory);
            sync(parent);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
        }
    }

    /** Puts a directory's entries on disk, where the platform lets one open a directory. */
    static void sync(Path directory) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            // Windows opens no directories; its file system journals entries without being asked.
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private Path resolve(String key) throws StorageException {
        Path path;
        try {
            path = root.resolve(key);
        } catch (InvalidPathException e) {
            throw new StorageException.InvalidKey("This machine's file system can't hold the name \"" + key + "\".");
        }
        for (Path parent = path.getParent();
                parent != null && parent.getNameCount() > root.getNameCount();
                parent = parent.getParent()) {
            requireNoLink(parent);
        }
        return path;
    }

    private void requireNoLink(Path path) throws StorageException {
        if (Files.isSymbolicLink(path)) {
            throw new StorageException.Denied(
                    "The remote folder holds a symbolic link at " + path
                            + ", which could lead out of it: replace it by a real folder.",
                    null);
        }
    }
}
