package dev.holdfast.testkit.sim;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** The idea of a folder storage in few lines, sound or with one of the mistakes that people make. */
final class FolderSketch implements StorageClient {
    enum Flaw {
        NONE,
        ACKNOWLEDGES_BEFORE_IT_SYNCS,
        FORGETS_THE_DIRECTORY,
        WRITES_IN_PLACE,
        NAMES_BEFORE_IT_SYNCS,
        TRUSTS_DIRECTORIES_THAT_OTHERS_MADE
    }

    private final Path root;
    private final Flaw flaw;
    private final List<Path> unsynced = new ArrayList<>();

    FolderSketch(Path root, Flaw flaw) {
        this.root = root;
        this.flaw = flaw;
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        try {
            syncLate();
            Path target = root.resolve(key);
            makeDirectories(parent(target));
            boolean create = options.precondition() instanceof Precondition.Absent;
            if (flaw == Flaw.WRITES_IN_PLACE) {
                writeInPlace(content, target, create);
            } else {
                write(content, target, create);
            }
            if (flaw != Flaw.FORGETS_THE_DIRECTORY) {
                sync(parent(target));
            }
            return stat(key).orElseThrow();
        } catch (FileAlreadyExistsException e) {
            throw new StorageException.PreconditionFailed("There is already an object " + key + ".", e);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void writeInPlace(Content content, Path target, boolean create) throws IOException {
        OpenOption how = create ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE;
        write(content, target, how, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        sync(target);
    }

    private void write(Content content, Path target, boolean create) throws IOException {
        makeDirectories(root.resolve(StorageKeys.RESERVED));
        // A random name, as the trace must stand it.
        Path temporary =
                root.resolve(StorageKeys.RESERVED).resolve(UUID.randomUUID().toString());
        write(content, temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (flaw == Flaw.ACKNOWLEDGES_BEFORE_IT_SYNCS) {
            unsynced.add(target);
        } else if (flaw != Flaw.NAMES_BEFORE_IT_SYNCS) {
            sync(temporary);
        }
        if (create) {
            Files.createLink(target, temporary);
            Files.delete(temporary);
        } else {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        }
        if (flaw == Flaw.NAMES_BEFORE_IT_SYNCS) {
            sync(target);
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static void write(Content content, Path file, OpenOption... options) throws IOException {
        try (InputStream in = content.open();
                FileChannel out = FileChannel.open(file, options)) {
            byte[] part = in.readNBytes(64);
            while (part.length > 0) {
                out.write(java.nio.ByteBuffer.wrap(part));
                part = in.readNBytes(64);
            }
        }
    }

    private void syncLate() throws IOException {
        for (Path late : unsynced) {
            if (Files.exists(late)) {
                sync(late);
            }
        }
        unsynced.clear();
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void makeDirectories(Path directory) throws IOException {
        Path parent = parent(directory);
        if (!directory.equals(root)) {
            makeDirectories(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (flaw == Flaw.TRUSTS_DIRECTORIES_THAT_OTHERS_MADE) {
                return;
            }
            // Made by another one, maybe just now and not on disk yet.
        }
        sync(parent);
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        try {
            Path target = root.resolve(to);
            makeDirectories(parent(target));
            Files.move(root.resolve(from), target, StandardCopyOption.ATOMIC_MOVE);
            sync(parent(target));
            return stat(to).orElseThrow();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        try {
            makeDirectories(root.resolve(prefix));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        throw new UnsupportedOperationException("no simulation asks for it");
    }

    @Override
    public InputStream open(String key) throws StorageException {
        try {
            return Files.newInputStream(root.resolve(key));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public InputStream open(String key, long offset, long length) {
        throw new UnsupportedOperationException("no simulation asks for it");
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        try {
            return Optional.of(describe(key, root.resolve(key)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static StoredObject describe(String key, Path file) throws IOException {
        return new StoredObject(
                key,
                Files.size(file),
                Optional.empty(),
                "",
                Files.getLastModifiedTime(file).toInstant());
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        NavigableMap<String, StoredObject> objects = new TreeMap<>(StorageKeys.ORDER);
        TreeSet<String> folders = new TreeSet<>(StorageKeys.ORDER);
        try {
            collect(root.resolve(prefix), prefix, objects, folders);
        } catch (IOException e) {
            throw failed(e);
        }
        if (depth == Depth.ONE_LEVEL) {
            return new ListPage(List.of(), List.copyOf(folders), Optional.empty());
        }
        List<StoredObject> rest =
                List.copyOf(objects.tailMap(after, after.isEmpty()).values());
        return rest.size() <= limit
                ? new ListPage(rest, List.of(), Optional.empty())
                : new ListPage(
                        rest.subList(0, limit),
                        List.of(),
                        Optional.of(rest.get(limit - 1).key()));
    }

    private static void collect(Path directory, String prefix, Map<String, StoredObject> objects, Set<String> folders)
            throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String key = prefix + entry.getFileName();
                if (key.startsWith(StorageKeys.RESERVED)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    folders.add(key + "/");
                    collect(entry, key + "/", objects, new TreeSet<>());
                } else {
                    objects.put(key, describe(key, entry));
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing is below it.
        }
    }

    @Override
    public void delete(String key) throws StorageException {
        try {
            Files.deleteIfExists(root.resolve(key));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static StorageException failed(IOException failure) {
        return failure instanceof NoSuchFileException
                ? new StorageException.NotFound("There is no object.", failure)
                : new StorageException.Transient("The disk failed.", failure);
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.CREATE_ONLY, Capability.ATOMIC_RENAME);
    }

    @Override
    public void probe(Duration limit) {
        // Always there.
    }

    @Override
    public String describe() {
        return "sketch";
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
