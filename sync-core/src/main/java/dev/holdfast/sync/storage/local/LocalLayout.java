package dev.holdfast.sync.storage.local;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StorageKeys;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where keys lie in a folder, and the care that nothing outside of it is touched: directories are entered one at a time,
 * each from the one before, and never through a link. Java can make a directory by its path only; one whose parent is
 * swapped for a link in that very instant may be made, empty, where the link leads.
 */
final class LocalLayout {
    private final LocalRoot root;
    private final UnicodeForms forms = new UnicodeForms(this);

    LocalLayout(Path root, boolean ownsParents) {
        this.root = new LocalRoot(root, ownsParents);
    }

    LocalRoot root() {
        return root;
    }

    /** The part of a key before its last name: empty, or ending in a slash. */
    static String parentOf(String key) {
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    /** The last name of a key. */
    static String nameOf(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Where a valid key lies. */
    Path file(String key) throws StorageException {
        StorageKeys.require(key);
        return resolve(key);
    }

    /** Where a valid prefix lies. */
    Path directory(String prefix) throws StorageException {
        StorageKeys.requirePrefix(prefix);
        return prefix.isEmpty() ? root.path() : resolve(prefix.substring(0, prefix.length() - 1));
    }

    private Path resolve(String key) throws StorageException {
        Path top = root.path();
        try {
            Path path = top.resolve(key);
            long names = key.chars().filter(c -> c == '/').count() + 1;
            if (path.startsWith(top) && path.getNameCount() == top.getNameCount() + names) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Said below, with the other way in which the platform reads something else into a name.
        }
        throw new StorageException.InvalidKey("This machine's file system can't hold the name \"" + key + "\".");
    }

    /** Opens the directory of a prefix; null when there is none of exactly that name. */
    @Nullable
    Folder find(String prefix) throws IOException {
        return walk(root.open(), prefix, LocalLayout::enter);
    }

    /** Opens the directory of a prefix; it and those around it are made where they are missing, and on disk. */
    Folder make(String prefix) throws IOException {
        Folder made = walk(root.make(), prefix, (parent, name) -> enterMade(parent, name, true));
        if (made == null) {
            throw new NoSuchFileException(prefix);
        }
        return made;
    }

    /** Ends the call when the file system would keep a new name in another spelling. */
    void requireKept(String name) throws IOException {
        forms.requireKept(name);
    }

    private @Nullable Folder walk(@Nullable Folder start, String prefix, Step step) throws IOException {
        Folder here = start;
        for (String name : prefix.isEmpty() ? List.<String>of() : List.of(prefix.split("/"))) {
            if (here == null) {
                return null;
            }
            Path entered = here.path().resolve(name);
            try (Folder parent = here) {
                here = step.enter(parent, name);
            } catch (NoSuchFileException e) {
                throw e;
            } catch (IOException e) {
                throw LocalErrors.translate(e, entered, root.path());
            }
        }
        return here;
    }

    private static @Nullable Folder enter(Folder parent, String name) throws IOException {
        Entry.Kind kind = Entry.of(parent, name).kind();
        if (kind == Entry.Kind.LINK) {
            throw LocalErrors.link(parent.path().resolve(name));
        }
        try {
            return kind == Entry.Kind.FOLDER ? parent.open(name) : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private Folder enterMade(Folder parent, String name, boolean mayMake) throws IOException {
        Path directory = parent.path().resolve(name);
        switch (Entry.of(parent, name).kind()) {
            case NOTHING -> {
                if (!mayMake) {
                    throw new NoSuchFileException(directory.toString());
                }
                requireKept(name);
                MadeDirectories.make(directory);
                return enterMade(parent, name, false);
            }
            case FOLDER -> {
                MadeDirectories.syncOnce(directory, parent);
                return parent.open(name);
            }
            case TWIN -> throw LocalErrors.twin(directory);
            case LINK -> throw LocalErrors.link(directory);
            default -> throw LocalErrors.otherKind(directory, null);
        }
    }

    @FunctionalInterface
    private interface Step {
        @Nullable
        Folder enter(Folder parent, String name) throws IOException;
    }
}
