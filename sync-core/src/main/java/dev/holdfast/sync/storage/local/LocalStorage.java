package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files of a folder: the key is the path. Each is written to a temporary file in the same tree, synced, then
 * named in one step, and its directory synced.
 *
 * <p>The folder itself is made by the first put when it is missing but the directory around it is there. When that is
 * missing too, nothing is made and every operation fails with a sentence: most likely a disk is not mounted. Symbolic
 * links in the folder are neither followed nor listed; the folder's own path may be one.
 *
 * <p>Temporary files stand in {@link dev.holdfast.sync.storage.StorageKeys#RESERVED}; those that a died process left
 * there are removed after a day, by the first put of a later one.
 */
public final class LocalStorage implements StorageClient {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStorage.class);
    private static final int BUFFER = 128 * 1024;
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final LocalLayout layout;
    private final LocalPublisher publisher;
    private final AtomicBoolean swept = new AtomicBoolean();

    /** Keeps objects in a folder that a person named; touches nothing yet. */
    public LocalStorage(Path folder) {
        this(folder, false, new LocalPublisher(true));
    }

    LocalStorage(Path folder, boolean ownsParents, LocalPublisher publisher) {
        this.layout = new LocalLayout(folder.toAbsolutePath().normalize(), ownsParents);
        this.publisher = publisher;
    }

    /** Keeps objects in a folder of our own, which is made together with the directories around it. */
    public static LocalStorage embedded(Path folder) {
        return new LocalStorage(folder, true, new LocalPublisher(true));
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        Path target = layout.file(key);
        requireSupported(options);
        layout.exists();
        Path temporary = layout.temporary().resolve(UUID.randomUUID() + ".tmp");
        try {
            layout.makeDirectories(layout.temporary());
            sweepOnce();
            write(temporary, content, options);
            publish(temporary, target, options.precondition());
            return describe(key, Files.readAttributes(target, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (FileAlreadyExistsException e) {
            throw occupied(target, e);
        } catch (IOException e) {
            throw LocalErrors.translate(e, target, layout.root());
        } finally {
            discard(temporary);
        }
    }

    private void requireSupported(PutOptions options) throws StorageException {
        if (options.precondition() instanceof Precondition.Matches) {
            throw new StorageException.Unsupported(Capability.CONDITIONAL_REPLACE, describe());
        }
        if (!options.metadata().isEmpty()) {
            throw new StorageException.Unsupported(Capability.USER_METADATA, describe());
        }
    }

    private static void write(Path temporary, Content content, PutOptions options) throws IOException {
        try (InputStream in = content.openGuarded();
                FileChannel out =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[Math.min(BUFFER, options.partSize())];
            long written = 0;
            long told = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    written += out.write(bytes);
                }
                if (written - told >= options.partSize()) {
                    told = written;
                    options.progress().accept(written);
                }
            }
            out.force(true);
            if (told != written || written == 0) {
                options.progress().accept(written);
            }
        }
    }

    private void publish(Path temporary, Path target, Precondition precondition) throws IOException {
        try {
            name(temporary, target, precondition);
        } catch (NoSuchFileException e) {
            // Another process removed the emptied directory between the two steps.
            name(temporary, target, precondition);
        }
        Path parent = target.getParent();
        if (parent != null) {
            LocalLayout.sync(parent);
        }
    }

    private void name(Path temporary, Path target, Precondition precondition) throws IOException {
        Path parent = target.getParent();
        if (parent != null) {
            layout.makeDirectories(parent);
        }
        if (precondition instanceof Precondition.Absent) {
            publisher.create(temporary, target);
        } else {
            publisher.replace(temporary, target);
        }
    }

    private StorageException occupied(Path target, FileAlreadyExistsException failure) {
        return target.toString().equals(failure.getFile()) || Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                ? new StorageException.PreconditionFailed("There is already a file " + target + ".", failure)
                : LocalErrors.translate(failure, target, layout.root());
    }

    private static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("The temporary file {} could not be removed; it goes in a day.", temporary, e);
        }
    }

    private void sweepOnce() throws IOException {
        if (!swept.compareAndSet(false, true)) {
            return;
        }
        Instant limit = Instant.now().minus(LEFT_BEHIND);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(layout.temporary(), "*.tmp")) {
            for (Path file : left) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(limit)) {
                    discard(file);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("Another process sweeps as well.", e);
        }
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        Path directory = layout.directory(prefix);
        layout.exists();
        try {
            layout.makeDirectories(directory);
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root());
        }
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        Path directory = layout.directory(prefix);
        if (prefix.isEmpty() || !layout.exists() || !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("The folder {} stays, as something is in it.", directory);
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root());
        }
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return open(key, 0, Long.MAX_VALUE);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("offset and length must not be negative: " + offset + ", " + length);
        }
        Path file = layout.file(key);
        layout.exists();
        try {
            requireFile(file);
            SeekableByteChannel channel =
                    Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            channel.position(offset);
            return new BoundedStream(Channels.newInputStream(channel), length, file, layout.root());
        } catch (IOException e) {
            throw LocalErrors.translate(e, file, layout.root());
        }
    }

    private static void requireFile(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new NoSuchFileException(file.toString());
        }
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        Path file = layout.file(key);
        layout.exists();
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(describe(key, attributes)) : Optional.empty();
        } catch (IOException e) {
            StorageException failure = LocalErrors.translate(e, file, layout.root());
            if (failure instanceof StorageException.NotFound) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        Path directory = layout.directory(prefix);
        if (!layout.exists() || (!prefix.isEmpty() && !Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))) {
            return new ListPage(List.of(), List.of(), Optional.empty());
        }
        try {
            return new LocalListing(depth, after, limit).collect(directory, prefix);
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root());
        }
    }

    @Override
    public void delete(String key) throws StorageException {
        Path file = layout.file(key);
        if (!layout.exists() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw LocalErrors.translate(e, file, layout.root());
        }
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.CREATE_ONLY, Capability.ATOMIC_RENAME);
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        layout.exists();
        Path there = layout.nearest();
        if (!Files.isWritable(there) || !Files.isReadable(there)) {
            throw new StorageException.Denied(
                    "The folder " + there + " can't be written to: give this user the right to read and write there.",
                    null);
        }
    }

    @Override
    public String describe() {
        return "folder " + layout.root();
    }

    @Override
    public void close() {
        // Holds nothing between calls.
    }

    static StoredObject describe(String key, BasicFileAttributes attributes) {
        String version = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "-" + attributes.size() + "-"
                + attributes.fileKey();
        return new StoredObject(
                key,
                attributes.size(),
                Optional.empty(),
                version,
                attributes.lastModifiedTime().toInstant());
    }
}
