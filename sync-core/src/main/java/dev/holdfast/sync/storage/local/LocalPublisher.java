package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Gives a finished file its name in one step. Threads of this process that want names which some file system might not
 * tell apart go one after the other; of two processes that store such twins in the same instant, the later one wins.
 */
final class LocalPublisher {
    /** File locks count per process, so threads of this one are kept apart by a monitor. */
    private static final Object CREATING = new Object();

    private static final Object[] TWINS =
            IntStream.range(0, 64).mapToObj(i -> new Object()).toArray();

    private final LocalLayout layout;
    private final boolean hardLinks;

    /** Without hard links, for tests, it goes as on a file system that has none. */
    LocalPublisher(LocalLayout layout, boolean hardLinks) {
        this.layout = layout;
        this.hardLinks = hardLinks;
    }

    /**
     * Names the file. The directory is not yet synced.
     *
     * @return whether it still has its old name as well
     */
    boolean publish(Folder source, String name, Folder target, String targetName, Precondition precondition)
            throws IOException {
        boolean absent = precondition instanceof Precondition.Absent;
        synchronized (twinLock(target, targetName)) {
            Entry there = Entry.of(target, targetName);
            requirePossible(there, target.path().resolve(targetName), absent);
            if (there.kind() == Entry.Kind.NOTHING) {
                layout.requireKept(targetName);
            }
            if (absent) {
                return create(source, name, target, targetName);
            }
            if (isSame(there, source.attributes(name))) {
                return true; // Two links to one file: renaming would leave both.
            }
            source.rename(name, target, targetName);
            return false;
        }
    }

    private static Object twinLock(Folder target, String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFD).toUpperCase(Locale.ROOT);
        return TWINS[Math.floorMod(Objects.hash(target.path(), folded), TWINS.length)];
    }

    private static void requirePossible(Entry there, Path path, boolean absent) throws StorageException {
        switch (there.kind()) {
            case TWIN -> throw LocalErrors.twin(path);
            case FOLDER -> throw LocalErrors.otherKind(path, null);
            case FILE -> {
                if (absent) {
                    throw taken(path, null);
                }
            }
            case LINK, SPECIAL -> {
                if (absent) {
                    throw LocalErrors.otherKind(path, null);
                }
            }
            case NOTHING -> {
                // Free.
            }
        }
    }

    private static StorageException taken(Path path, @org.jspecify.annotations.Nullable IOException cause) {
        return new StorageException.PreconditionFailed("There is already a file " + path + ".", cause);
    }

    private static boolean isSame(Entry there, BasicFileAttributes source) {
        BasicFileAttributes attributes = there.attributes();
        return attributes != null
                && source.fileKey() != null
                && source.fileKey().equals(attributes.fileKey());
    }

    /** A hard link is created or refused atomically, even between machines. */
    private boolean create(Folder source, String name, Folder target, String targetName) throws IOException {
        Path path = target.path().resolve(targetName);
        try {
            if (hardLinks && HardLinks.link(source, name, target, targetName)) {
                return true;
            }
            createUnderLock(source, name, target, targetName);
            return false;
        } catch (FileAlreadyExistsException e) {
            requirePossible(Entry.of(target, targetName), path, true);
            throw taken(path, e);
        }
    }

    /** Exclusive among processes of this machine; as good as a file system without hard links allows. */
    private void createUnderLock(Folder source, String name, Folder target, String targetName) throws IOException {
        synchronized (CREATING) {
            try (Folder temporary = layout.make(StorageKeys.RESERVED + "/");
                    FileChannel channel =
                            temporary.channel("create.lock", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (Entry.of(target, targetName).kind() != Entry.Kind.NOTHING || !lock.isValid()) {
                    throw new FileAlreadyExistsException(
                            target.path().resolve(targetName).toString());
                }
                source.rename(name, target, targetName);
            }
        }
    }
}
