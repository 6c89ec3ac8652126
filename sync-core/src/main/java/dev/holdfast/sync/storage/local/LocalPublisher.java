package dev.holdfast.sync.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Gives a finished temporary file its name in one step. */
final class LocalPublisher {
    /** File locks count per process, so threads of this one are kept apart by a monitor. */
    private static final Object CREATING = new Object();

    private final boolean hardLinks;

    /** Without hard links, for tests, it goes as on a file system that has none. */
    LocalPublisher(boolean hardLinks) {
        this.hardLinks = hardLinks;
    }

    void replace(Path temporary, Path target) throws IOException {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Names the file unless the name is taken. A hard link is created or refused atomically, even between machines.
     *
     * @throws FileAlreadyExistsException when it is taken
     */
    void create(Path temporary, Path target) throws IOException {
        if (hardLinks) {
            try {
                Files.createLink(target, temporary);
                Files.delete(temporary);
                return;
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                // FAT and some network folders have no hard links; if the failure was another one, it comes again
                // below.
            }
        }
        createUnderLock(temporary, target);
    }

    /** Exclusive among processes of this machine; as good as a file system without hard links allows. */
    private static void createUnderLock(Path temporary, Path target) throws IOException {
        Path lockFile = temporary.resolveSibling("create.lock");
        synchronized (CREATING) {
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) || !lock.isValid()) {
                    throw new FileAlreadyExistsException(target.toString());
                }
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }
}
