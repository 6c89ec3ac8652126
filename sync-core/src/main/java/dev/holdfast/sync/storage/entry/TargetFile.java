package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that a download ends in: written beside its place, put there when it is whole and on disk. Whoever makes one calls
 * {@link #write} once, then {@link #publish}, and {@link #discard} in any case. Not thread-safe.
 */
public final class TargetFile {
    private static final Logger LOG = LoggerFactory.getLogger(TargetFile.class);

    /** The process that writes it, by its number and by a mark that no earlier one with that number had. */
    private static final Pattern TEMPORARY =
            Pattern.compile("\\.holdfast-([0-9]{1,18})-([0-9a-f]{16})-[0-9a-f-]{36}\\.part");

    private static final long PROCESS = ProcessHandle.current().pid();
    private static final String MARK =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    private final Path target;
    private final Path temporary;
    private final boolean replace;

    /**
     * Prepares; touches nothing.
     *
     * @param target an absolute path
     * @param replace whether a file that is there may be replaced, which happens in one step
     */
    public TargetFile(Path target, boolean replace) {
        this.target = target;
        this.temporary = target.resolveSibling(".holdfast-" + PROCESS + "-" + MARK + "-" + UUID.randomUUID() + ".part");
        this.replace = replace;
    }

    /** Whether a name is that of a file that is being written, or that a crash left half written. */
    public static boolean isTemporary(String name) {
        return TEMPORARY.matcher(name).matches();
    }

    /**
     * Whether a name is that of a file that a crash left half written: its process is no more, as far as this machine
     * knows. In a folder that machines share, that may be one that another machine is writing; removing it makes that
     * download fail, and nothing else.
     */
    public static boolean isLeftover(String name) {
        Matcher matcher = TEMPORARY.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        long process = Long.parseLong(matcher.group(1));
        return process == PROCESS
                ? !matcher.group(2).equals(MARK)
                : ProcessHandle.of(process).isEmpty();
    }

    /** Removes what crashes left half written in a folder, itself alone; does nothing where there is none. */
    public static void removeLeftovers(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, ".holdfast-*.part")) {
            for (Path file : files) {
                if (isLeftover(String.valueOf(file.getFileName()))
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Where the bytes are until they are published. */
    public Path temporary() {
        return temporary;
    }

    /** Ends the call when the target can't be written, before anything is fetched. */
    void requireFree() throws StorageException {
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new StorageException.PreconditionFailed("There is a folder " + target + ".", null);
        }
        if (!replace && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(null);
        }
    }

    /** Makes the temporary file. */
    public Writer write() throws StorageException {
        try {
            return new Writer(FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        } catch (IOException e) {
            throw translate(e);
        }
    }

    /**
     * Puts the file in its place, for good.
     *
     * @throws StorageException.PreconditionFailed when there is one already that must not be replaced
     */
    public void publish() throws StorageException {
        try {
            if (replace) {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } else {
                create();
            }
            syncFolder(target.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw taken(e);
        } catch (NoSuchFileException e) {
            throw new StorageException.Transient(
                    "What was written for " + target + " was removed before it was finished: try again.", e);
        } catch (IOException e) {
            throw translate(e);
        }
    }

    /** A hard link is made or refused in one step. Where there are none, another writer may come between two steps. */
    private void create() throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | IOException e) {
            LOG.debug("No hard link at {}.", target, e);
            Files.move(temporary, target);
        }
    }

    /** Removes the temporary file, if it is still there. */
    public void discard() {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("The temporary file {} could not be removed: remove it.", temporary, e);
        }
    }

    /** Makes the names in a directory last, where the platform needs to be asked; does nothing for none. */
    public static void syncFolder(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            LOG.debug("This platform opens no directories; its file system journals entries without being asked.", e);
            return;
        }
        try (channel) {
            channel.force(true);
        }
    }

    private StorageException taken(@Nullable IOException cause) {
        return new StorageException.PreconditionFailed("There is already a file " + target + ".", cause);
    }

    private StorageException translate(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return new StorageException.Denied(
                    "The file " + target + " can't be written: give this user the right to write there.", failure);
        }
        if (failure instanceof NoSuchFileException) {
            return new StorageException.Permanent(
                    "The folder of " + target + " is not there: create it first.", failure);
        }
        return new StorageException.Transient(
                "The file " + target + " could not be written: see that its disk has room.", failure);
    }

    /** Takes the bytes; its failures are those of the target. */
    public final class Writer implements AutoCloseable {
        private final FileChannel channel;

        private Writer(FileChannel channel) {
            this.channel = channel;
        }

        /** Takes the next bytes. */
        public void write(byte[] buffer, int length) throws StorageException {
            try {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw translate(e);
            }
        }

        /** Returns when all of them are on disk. */
        public void sync() throws StorageException {
            try {
                channel.force(true);
            } catch (IOException e) {
                throw translate(e);
            }
        }

        @Override
        public void close() throws StorageException {
            try {
                channel.close();
            } catch (IOException e) {
                throw translate(e);
            }
        }
    }
}
