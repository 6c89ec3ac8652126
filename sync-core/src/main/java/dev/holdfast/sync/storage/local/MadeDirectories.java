package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Directories that this process made, which may not be on disk yet: whoever puts something into one sees to it first, whoever
 * it was that made it. Thread-safe.
 */
public final class MadeDirectories {
    private static final Set<Path> UNSYNCED = ConcurrentHashMap.newKeySet();

    private MadeDirectories() {}

    /** Makes a directory, or finds it made by somebody else; {@link #syncOnce} is still to come. */
    public static void make(Path directory) throws IOException {
        UNSYNCED.add(directory);
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // Whoever made it: what stands there is looked at next.
        }
    }

    /** Puts a directory on disk by way of the one it is in, unless it is there already. */
    public static void syncOnce(Path directory, Folder parent) throws IOException {
        if (UNSYNCED.contains(directory)) {
            parent.sync();
            UNSYNCED.remove(directory);
        }
    }
}
