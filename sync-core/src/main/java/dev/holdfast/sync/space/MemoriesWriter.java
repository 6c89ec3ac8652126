package dev.holdfast.sync.space;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryEdits;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.space.MemoriesTree.RefusedException;
import dev.holdfast.sync.space.MemoriesView.Found;
import dev.holdfast.sync.space.MemorySpaceRows.Place;
import dev.holdfast.sync.state.SortableIds;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Seen;
import dev.holdfast.sync.tree.TreeEntry;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Makes memories of files. Which memory a file is:
 *
 * <ul>
 *   <li>Over a memory's file it is that memory, whatever id it names: who copies one file over another wants its text there.
 *       Only when no memory has the id that it names, the file has become another memory, and the one that was there is
 *       deleted: it was moved here, or came from another machine.
 *   <li>Anywhere else it is the memory that it names, when that was deleted or never was here, as on another machine; so two
 *       machines that share a directory agree on ids. A file that names a memory which has a file is a copy of that, and so
 *       becomes a new memory; one that names none does too.
 * </ul>
 *
 * <p>A memory that came from another machine some other way, and has no file here that anybody knows, has its place where the
 * file is that says the same.
 *
 * <p>What the file says of when it was changed counts when that is later than what the memory has, else when the file itself was
 * changed, so that machines agree on that as well.
 */
final class MemoriesWriter {
    private final MemoriesTree tree;
    private final MemoryStore store;
    private final InstantSource clock;
    private final SortableIds ids = new SortableIds();

    MemoriesWriter(MemoriesTree tree, MemoryStore store, InstantSource clock) {
        this.tree = tree;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Makes a memory of a file where none is. The place is stored first: a memory without one would get another.
     *
     * @param modified when the file was changed
     * @param hash of the file's bytes
     */
    TreeEntry create(String path, MemoryFile file, Instant modified, String hash) throws StorageException {
        check(path, file, Optional.empty());
        Optional<Memory> named = MemoriesTree.calling(() -> file.id().flatMap(store::find));
        boolean isCopy = named.isPresent();
        if (named.isPresent()
                && file.says(named.get())
                && tree.isFresh(named.get().id())) {
            TreeEntry now = replace(placed(path, named.get()), file, modified);
            if (hash.equals(now.hash())) {
                // Somebody may have its first place already; the next plan sees that, and that this one is on both
                // sides.
                throw Seen.changed(path);
            }
            return now;
        }
        String id = isCopy ? next() : file.id().orElseGet(this::next);
        Place place = tree.change(view -> {
            requireShown(view, path, named);
            requireOpen(view, path, file.sensitive().orElse(false));
            Place free = new Place(id, view.free(path), !file.sensitive().orElse(false));
            view.rows().put(free);
            return free;
        });
        return tree.change(view -> {
            if (!view.rows().of(id).equals(Optional.of(place))) {
                throw Seen.changed(path);
            }
            Memory stored = store.edit(edits -> {
                Optional<Memory> old = gone(edits, id, path);
                NewMemory wanted = wanted(view, path, file, old);
                return isCopy
                        ? edits.put(id, wanted, Optional.empty(), Optional.empty())
                        : edits.put(id, wanted, file.created(), file.updated());
            });
            return MemoriesView.entry(stored, place.path());
        });
    }

    /** A memory that came another way, and whose file comes now, has its place where that is. */
    private Found placed(String path, Memory memory) throws StorageException {
        return tree.change(view -> {
            requireShown(view, path, Optional.of(memory));
            Place place = new Place(memory.id(), view.free(path), !memory.sensitive());
            view.rows().put(place);
            return new Found(memory, place.path());
        });
    }

    /**
     * Makes a memory of a file that takes the place of one.
     *
     * @param modified when the file was changed
     */
    TreeEntry replace(Found found, MemoryFile file, Instant modified) throws StorageException {
        Memory old = found.memory();
        check(found.path(), file, Optional.of(old));
        Optional<String> other = file.id().filter(id -> !id.equals(old.id()));
        Optional<Memory> named = MemoriesTree.calling(() -> other.flatMap(store::find));
        return tree.change(view -> {
            requireShown(view, found.path(), named);
            Memory stored = other.isPresent() && named.isEmpty()
                    ? instead(view, found, other.get(), file)
                    : store.edit(edits -> update(edits, view, found, file, modified));
            return MemoriesView.entry(stored, found.path());
        });
    }

    private Memory update(MemoryEdits edits, MemoriesView view, Found found, MemoryFile file, Instant modified)
            throws SQLException {
        Memory old = unchanged(edits, found);
        NewMemory wanted = wanted(view, found.path(), file, Optional.of(old));
        boolean isItself = file.id().filter(id -> !id.equals(old.id())).isEmpty();
        Optional<Instant> updated = file.updated().filter(time -> isItself && time.isAfter(old.updated()));
        boolean isEdited = !wanted.equals(MemoryFile.said(old));
        return edits.put(
                old.id(), wanted, Optional.empty(), updated.isPresent() || !isEdited ? updated : timeOf(modified, old));
    }

    /** That of the person's edit, as all machines see it that take the same one; unless a clock is wrong. */
    private Optional<Instant> timeOf(Instant modified, Memory old) {
        Instant time = modified.truncatedTo(ChronoUnit.MICROS);
        return Optional.of(time).filter(each -> each.isAfter(old.updated()) && !each.isAfter(clock.instant()));
    }

    /** The place is another memory's from now on. */
    private Memory instead(MemoriesView view, Found found, String id, MemoryFile file) throws SQLException {
        view.rows().put(new Place(id, found.path(), !file.sensitive().orElse(false)));
        return store.edit(edits -> {
            unchanged(edits, found);
            Optional<Memory> before = gone(edits, id, found.path());
            NewMemory wanted = wanted(view, found.path(), file, before);
            edits.delete(found.memory().id());
            return edits.put(id, wanted, file.created(), file.updated());
        });
    }

    /** Deletes a memory as it was seen. */
    void delete(Found found) throws StorageException {
        MemoriesTree.calling(() -> store.edit(edits -> {
            unchanged(edits, found);
            return edits.delete(found.memory().id());
        }));
    }

    private String next() {
        return ids.next(clock.instant());
    }

    private static Memory unchanged(MemoryEdits edits, Found found) throws SQLException {
        return edits.find(found.memory().id())
                .filter(now -> now.equals(found.memory()))
                .orElseThrow(() -> new RefusedException(Seen.changed(found.path())));
    }

    /** What is known of a memory that is not there, and must not have come meanwhile. */
    private static Optional<Memory> gone(MemoryEdits edits, String id, String path) throws SQLException {
        Optional<Memory> known = edits.find(id);
        if (known.filter(each -> each.deleted().isEmpty()).isPresent()) {
            throw new RefusedException(Seen.changed(path));
        }
        return known;
    }

    private static void requireShown(MemoriesView view, String path, Optional<Memory> named) throws StorageException {
        if (named.isPresent() && !view.isShown(named.get())) {
            throw new StorageException.InvalidKey("The memory of " + path
                    + " is sensitive by now, so it is not kept here: take what you need of the file over with 'holdfast memory"
                    + " update " + named.get().id() + "', and delete the file.");
        }
    }

    private static NewMemory wanted(MemoriesView view, String path, MemoryFile file, Optional<Memory> old) {
        NewMemory wanted = file.over(old.orElse(null), MemoryNames.category(path));
        try {
            requireOpen(view, path, wanted.sensitive());
        } catch (StorageException e) {
            throw new RefusedException(e);
        }
        return wanted;
    }

    private static void requireOpen(MemoriesView view, String path, boolean isSensitive) throws StorageException {
        if (!view.shows(isSensitive)) {
            throw new StorageException.InvalidKey(path
                    + " is to be sensitive, and such memories are not kept here: mark it with 'holdfast memory update', or set"
                    + " 'sensitive: true' for this mirror.");
        }
    }

    /** Before anything is begun, since most of what can't be stored is seen right here. */
    private static void check(String path, MemoryFile file, Optional<Memory> old) throws StorageException {
        try {
            file.over(old.orElse(null), MemoryNames.category(path)).check();
        } catch (MemoryException e) {
            throw new StorageException.InvalidKey(path + " can't be a memory as it is: " + e.getMessage());
        }
    }
}
