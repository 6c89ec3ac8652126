package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.ListPage;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageArguments;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects as files of a folder: the key is the path. Each is written to a temporary file in the same tree, synced, then
 * named in one step, and its directory synced. A directory that something was removed from is synced too, once for all
 * that one call removed; directories that are left empty stay, as folders, until {@link #deleteFolder}.
 *
 * <p>The folder itself is made by the first put when it is missing but the directory around it is there. When that is
 * missing too, nothing is made and every operation fails with a sentence: most likely a disk is not mounted. The same
 * when the folder vanishes, or turns into another one, while this is in use. Symbolic links in the folder are neither
 * followed nor listed; the folder's own path may be one.
 *
 * <p>Temporary files stand in {@link StorageKeys#RESERVED}; {@link #sweep} removes those that a died process left there,
 * and the first put of each instance sweeps away what is older than a day.
 *
 * <p>An object's identity is the file's own number. It is declared where all files have one, by the platform's word: a
 * mounted file system that makes up numbers as it goes, such as FAT, is not told from others.
 */
public final class LocalStorage implements StorageClient {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStorage.class);
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private final LocalLayout layout;
    private final LocalPublisher publisher;
    private final TemporaryFiles temporaries;
    private final ListedNames listed;
    private final AtomicBoolean swept = new AtomicBoolean();

    /** Keeps objects in a folder that a person named, on any file system; touches nothing yet. */
    public LocalStorage(Path folder) {
        this(folder, false, true, ListedNames.WINDOW);
    }

    /** With hard links or as on a file system without, and names of large directories taken in so many at a time. */
    LocalStorage(Path folder, boolean ownsParents, boolean hardLinks, int window) {
        this.layout = new LocalLayout(folder.toAbsolutePath().normalize(), ownsParents);
        this.publisher = new LocalPublisher(layout, hardLinks);
        this.temporaries = new TemporaryFiles(layout);
        this.listed = new ListedNames(window);
    }

    /** Keeps objects in a folder of our own, which is made together with the directories around it. */
    public static LocalStorage embedded(Path folder) {
        return new LocalStorage(folder, true, true, ListedNames.WINDOW);
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        Path target = layout.file(key);
        requireSupported(options);
        try (TemporaryFile temporary = temporaries.create(key)) {
            if (swept.compareAndSet(false, true)) {
                temporaries.sweep("", LEFT_BEHIND, temporary);
            }
            fill(temporary, content, options, target);
            BasicFileAttributes attributes = temporary.attributes();
            try (Folder parent = publish(temporary.folder(), temporary.name(), key, options.precondition())
                    .target()) {
                parent.sync();
            }
            return describe(key, attributes);
        } catch (NoSuchFileException e) {
            throw TemporaryFiles.sweptMeanwhile(key, e);
        } catch (IOException e) {
            throw LocalErrors.translate(e, target, layout.root().path());
        }
    }

    private void fill(TemporaryFile temporary, Content content, PutOptions options, Path target)
            throws StorageException {
        try {
            temporary.write(content, options);
        } catch (IOException e) {
            // What it means shows while what was written still takes its room: that may have been all there was.
            throw LocalErrors.translate(e, target, layout.root().path());
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

    private Published publish(Folder source, String name, String key, Precondition precondition) throws IOException {
        try {
            return publishOnce(source, name, key, precondition);
        } catch (NoSuchFileException e) {
            // Another process removed the emptied directory between the two steps.
            return publishOnce(source, name, key, precondition);
        }
    }

    private Published publishOnce(Folder source, String name, String key, Precondition precondition)
            throws IOException {
        Folder parent = layout.make(LocalLayout.parentOf(key));
        try {
            return new Published(
                    parent, publisher.publish(source, name, parent, LocalLayout.nameOf(key), precondition));
        } catch (IOException | RuntimeException e) {
            parent.close();
            throw e;
        }
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        Path path = layout.file(from);
        layout.file(to);
        if (precondition instanceof Precondition.Matches) {
            throw new IllegalArgumentException("A move can't depend on the target's version.");
        }
        String name = LocalLayout.nameOf(from);
        try (Folder source = layout.find(LocalLayout.parentOf(from))) {
            BasicFileAttributes attributes = file(source, name);
            if (source == null || attributes == null) {
                throw notFound(path);
            }
            if (from.equals(to)) {
                throw new StorageException.PreconditionFailed("The object " + from + " is there already.", null);
            }
            finishMove(source, name, publish(source, name, to, precondition));
            return describe(to, attributes);
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    @Override
    public int moveAll(Map<String, String> targets, Precondition precondition) throws StorageException {
        StorageArguments.requireBatch(targets.size());
        return new LocalMoves(layout, publisher).moveAll(targets, precondition);
    }

    /** The new name is on disk before the old one goes, so that no crash leaves neither. */
    private static void finishMove(Folder source, String name, Published published) throws IOException {
        try (Folder target = published.target()) {
            target.sync();
            if (published.both()) {
                source.deleteFile(name);
            }
            if (published.both() || !source.path().equals(target.path())) {
                source.sync();
            }
        }
    }

    @Override
    public void delete(String key) throws StorageException {
        deleteAll(List.of(key));
    }

    @Override
    public void deleteAll(Collection<String> keys) throws StorageException {
        StorageKeys.requireBatch(keys);
        Map<String, List<String>> byParent = new LinkedHashMap<>();
        for (String key : keys) {
            layout.file(key);
            byParent.computeIfAbsent(LocalLayout.parentOf(key), parent -> new java.util.ArrayList<>())
                    .add(LocalLayout.nameOf(key));
        }
        for (Map.Entry<String, List<String>> batch : byParent.entrySet()) {
            deleteIn(batch.getKey(), batch.getValue());
        }
    }

    private void deleteIn(String prefix, List<String> names) throws StorageException {
        Path path = layout.directory(prefix);
        try (Folder folder = layout.find(prefix)) {
            if (folder == null) {
                return;
            }
            for (String name : names) {
                path = folder.path().resolve(name);
                deleteFile(folder, name);
            }
            // Also when all were gone before: maybe it was this call, failing at the sync, that removed them.
            folder.sync();
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    private static void deleteFile(Folder folder, String name) throws IOException {
        try {
            if (Entry.of(folder, name).kind() == Entry.Kind.FILE) {
                folder.deleteFile(name);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("Another process removed {} as well.", name);
        }
    }

    @Override
    public int sweep(String prefix, Duration idle) throws StorageException {
        Path directory = layout.directory(prefix);
        try {
            return temporaries.sweep(prefix, idle);
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root().path());
        }
    }

    @Override
    public void putFolder(String prefix) throws StorageException {
        Path directory = layout.directory(prefix);
        try {
            layout.make(prefix).close();
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root().path());
        }
    }

    @Override
    public void deleteFolder(String prefix) throws StorageException {
        Path directory = layout.directory(prefix);
        if (prefix.isEmpty()) {
            return;
        }
        String key = prefix.substring(0, prefix.length() - 1);
        try (Folder parent = layout.find(LocalLayout.parentOf(key))) {
            String name = LocalLayout.nameOf(key);
            if (parent != null && Entry.of(parent, name).kind() == Entry.Kind.FOLDER) {
                parent.deleteDirectory(name);
                parent.sync();
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("The folder {} stays, as something is in it.", directory);
        } catch (NoSuchFileException e) {
            LOG.debug("Another process removed {} as well.", directory);
        } catch (IOException e) {
            throw LocalErrors.translate(e, directory, layout.root().path());
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
        Path path = layout.file(key);
        String name = LocalLayout.nameOf(key);
        try (Folder parent = layout.find(LocalLayout.parentOf(key))) {
            BasicFileAttributes attributes = file(parent, name);
            if (parent == null || attributes == null) {
                throw notFound(path);
            }
            return FileStream.open(parent, name, layout.root().path(), offset, length);
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    @Override
    public Optional<StoredObject> stat(String key) throws StorageException {
        Path path = layout.file(key);
        try (Folder parent = layout.find(LocalLayout.parentOf(key))) {
            return Optional.ofNullable(file(parent, LocalLayout.nameOf(key)))
                    .map(attributes -> describe(key, attributes));
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    /** A file's attributes; null when there is none of exactly that name, and the root is there to say so. */
    private @Nullable BasicFileAttributes file(@Nullable Folder parent, String name) throws IOException {
        Entry entry = parent == null ? null : Entry.of(parent, name);
        if (entry != null && entry.kind() == Entry.Kind.FILE) {
            return entry.attributes();
        }
        layout.root().exists();
        return null;
    }

    private static StorageException notFound(Path path) {
        return new StorageException.NotFound("There is no file " + path + ".", null);
    }

    @Override
    public ListPage list(String prefix, Depth depth, String after, int limit) throws StorageException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_PAGE + ": " + limit);
        }
        Path path = layout.directory(prefix);
        try (Folder folder = layout.find(prefix)) {
            LocalListing page = new LocalListing(listed, layout.root().path(), depth, after, limit);
            if (folder != null) {
                page.visit(folder, prefix);
            }
            layout.root().exists();
            return page.toPage();
        } catch (IOException e) {
            throw LocalErrors.translate(e, path, layout.root().path());
        }
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> capabilities =
                EnumSet.of(Capability.CREATE_ONLY, Capability.ATOMIC_RENAME, Capability.FRESH_LISTING);
        if (numbersFiles(layout.root().path())) {
            capabilities.add(Capability.STABLE_IDENTITY);
        }
        return capabilities;
    }

    /** Whether the platform of this path gives every file a number of its own. */
    static boolean numbersFiles(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    @Override
    public void probe(Duration limit) throws StorageException {
        layout.root().exists();
        Path there = layout.root().nearest();
        if (!Files.isWritable(there) || !Files.isReadable(there)) {
            throw new StorageException.Denied(
                    "The folder " + there + " can't be written to: give this user the right to read and write there.",
                    null);
        }
    }

    @Override
    public String describe() {
        return "folder " + layout.root().path();
    }

    @Override
    public void close() {
        // Holds nothing open between calls.
    }

    static StoredObject describe(String key, BasicFileAttributes attributes) {
        String version = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "-" + attributes.size() + "-"
                + attributes.fileKey();
        return new StoredObject(
                key,
                attributes.size(),
                Optional.empty(),
                version,
                attributes.lastModifiedTime().toInstant(),
                Optional.ofNullable(attributes.fileKey()).map(Object::toString),
                Map.of());
    }

    /**
     * A file that got its name.
     *
     * @param both whether it still has its old one as well
     */
    private record Published(Folder target, boolean both) {}
}
