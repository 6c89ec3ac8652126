package dev.holdfast.sync.tree;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.Entry;
import dev.holdfast.sync.storage.local.Folder;
import dev.holdfast.sync.storage.local.LocalErrors;
import dev.holdfast.sync.storage.local.MadeDirectories;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way to a path in a folder: directories are entered one at a time, each from the one before, and never through a link.
 * Thread-safe.
 */
final class FolderPaths {
    /** The directory at the root that holds what was trashed. */
    static final String TRASH = ".holdfast-trash";

    private static final Pattern UNFINISHED = Pattern.compile("\\.holdfast-[0-9a-f-]{36}\\.part");

    private final Path root;
    private final FolderStat stat;
    private final AtomicReference<@Nullable Seen> seen = new AtomicReference<>();

    private record Seen(@Nullable Object fileKey) {}

    FolderPaths(Path root) {
        this.root = root;
        this.stat = new FolderStat(root);
    }

    /**
     * A path, by the directory that it is in, which it closes.
     *
     * @param folder the directory
     * @param name the last name, as it is spelled there if it is there
     * @param path the path with its directories so spelled, too
     * @param now what is there
     */
    record Place(
            Folder folder,
            String name,
            String path,
            @Nullable TreeEntry now) implements Closeable {
        @Override
        public void close() throws IOException {
            folder.close();
        }
    }

    Path root() {
        return root;
    }

    FolderStat stat() {
        return stat;
    }

    /** A name for a file that is being written. */
    static String unfinishedName() {
        return ".holdfast-" + UUID.randomUUID() + ".part";
    }

    /** Whether it is the name of a file that is, or was, being written. */
    static boolean isUnfinished(String name) {
        return name.endsWith(".part") && UNFINISHED.matcher(name).matches();
    }

    static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Ends the call when this can't be the path of a user's file here. */
    void require(String path) throws StorageException {
        if (!TreeEntry.isPath(path) || !isHere(path)) {
            throw new StorageException.InvalidKey(
                    "The folder " + root + " can't hold a file of the name \"" + path + "\".");
        }
        int slash = path.indexOf('/');
        String first = slash < 0 ? path : path.substring(0, slash);
        if (first.equalsIgnoreCase(TRASH) || List.of(path.split("/")).stream().anyMatch(FolderPaths::isUnfinished)) {
            throw new StorageException.InvalidKey("The name \"" + path + "\" is reserved: choose another one.");
        }
    }

    /** Whether the platform reads nothing else into it. */
    private boolean isHere(String path) {
        try {
            Path there = root.resolve(path);
            long names = path.chars().filter(c -> c == '/').count() + 1;
            return there.startsWith(root)
                    && there.getNameCount() == root.getNameCount() + names
                    && there.normalize().equals(there);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Opens the root; null when it is not there. */
    @Nullable
    Folder open() throws IOException {
        Folder folder;
        try {
            folder = Folder.open(root);
        } catch (NoSuchFileException e) {
            return null;
        }
        Seen now = new Seen(folder.attributes().fileKey());
        if (!seen.compareAndSet(null, now) && !now.equals(seen.get())) {
            folder.close();
            throw new StorageException.Transient(
                    "Another folder than before is at " + root + ": see that its disk is mounted.", null);
        }
        return folder;
    }

    /** Opens the root, which has to be there. */
    Folder present() throws IOException {
        Folder folder = open();
        if (folder == null) {
            throw new StorageException.Transient(
                    "The folder " + root + " is not there: mount its disk, or create the folder.", null);
        }
        return folder;
    }

    /** A path and what is there; null when the directory around it is not there. */
    @Nullable
    Place find(String path) throws IOException {
        return place(path, false);
    }

    /**
     * The same, with the directories around it made.
     *
     * @throws StorageException.PreconditionFailed when something else has the name of one of them
     */
    Place make(String path) throws IOException {
        return Objects.requireNonNull(place(path, true));
    }

    /** Opens a directory of ours, made where it is missing, with those around it. */
    Folder makeOwn(String directory) throws IOException {
        return Objects.requireNonNull(walk(directory, true)).folder;
    }

    /** Opens a directory of ours; null when it is not there. */
    @Nullable
    Folder findOwn(String directory) throws IOException {
        Reached reached = walk(directory, false);
        return reached == null ? null : reached.folder;
    }

    private @Nullable Place place(String path, boolean mayMake) throws IOException {
        Reached reached = walk(parent(path), mayMake);
        if (reached == null) {
            return null;
        }
        Folder folder = reached.folder;
        try {
            String name = spelled(folder, name(path));
            String spelled = reached.path.isEmpty() ? name : reached.path + "/" + name;
            return new Place(folder, name, spelled, stat.look(folder, name, spelled));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private record Reached(Folder folder, String path) {}

    private @Nullable Reached walk(String directory, boolean mayMake) throws IOException {
        Reached here = new Reached(present(), "");
        for (String wanted : directory.isEmpty() ? List.<String>of() : List.of(directory.split("/"))) {
            Reached next;
            try (Folder parent = here.folder) {
                String name = spelled(parent, wanted);
                String path = here.path.isEmpty() ? name : here.path + "/" + name;
                Folder entered = enter(parent, name, path, mayMake);
                if (entered == null) {
                    return null;
                }
                next = new Reached(entered, path);
            }
            here = next;
        }
        return here;
    }

    private @Nullable Folder enter(Folder parent, String name, String path, boolean mayMake) throws IOException {
        Path directory = parent.path().resolve(name);
        Entry.Kind kind = Entry.of(parent, name).kind();
        if (kind == Entry.Kind.NOTHING && mayMake) {
            MadeDirectories.make(directory);
            kind = Entry.of(parent, name).kind();
        }
        if (kind != Entry.Kind.FOLDER) {
            if (mayMake) {
                throw new StorageException.PreconditionFailed(
                        "There is no folder " + path + ", but something else of that name.", null);
            }
            return null;
        }
        try {
            MadeDirectories.syncOnce(directory, parent);
            return parent.open(name);
        } catch (NoSuchFileException | NotDirectoryException e) {
            if (mayMake) {
                throw LocalErrors.translate(e, directory, root);
            }
            return null;
        }
    }

    /** The name that the entry really has which answers to this one; the same name when there is none. */
    static String spelled(Folder folder, String name) throws IOException {
        Entry entry = Entry.of(folder, name);
        BasicFileAttributes attributes = entry.attributes();
        if (entry.kind() != Entry.Kind.TWIN || attributes == null) {
            return name;
        }
        List<String> found = new ArrayList<>();
        folder.names(other -> {
            if (found.isEmpty() && isOf(folder, other, attributes)) {
                found.add(other);
            }
        });
        return found.isEmpty() ? name : found.get(0);
    }

    private static boolean isOf(Folder folder, String name, BasicFileAttributes attributes) {
        try {
            Object key = folder.attributes(name).fileKey();
            return key != null && key.equals(attributes.fileKey());
        } catch (IOException e) {
            return false; // Gone since it was listed, so it is not the one that is there.
        }
    }
}
