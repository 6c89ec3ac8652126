package dev.holdfast.sync.space;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.space.MemorySpaceRows.Place;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.Seen;
import dev.holdfast.sync.tree.TreeEntry;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What is where in the memories' tree, inside a transaction over the places. A memory has a file when it is there, may be
 * shown, and has a place; a directory is there when it was made to stay, or holds such a file.
 */
final class MemoriesView {
    private final MemoryStore store;
    private final MemorySpaceRows rows;
    private final boolean sensitive;

    MemoriesView(MemoryStore store, MemorySpaceRows rows, boolean sensitive) {
        this.store = store;
        this.rows = rows;
        this.sensitive = sensitive;
    }

    /** A memory and the path of its file. */
    record Found(Memory memory, String path) {
        byte[] bytes() {
            return MemoryFile.of(memory);
        }

        TreeEntry entry() {
            return MemoriesView.entry(memory, path);
        }
    }

    static TreeEntry entry(Memory memory, String path) {
        byte[] bytes = MemoryFile.of(memory);
        return new TreeEntry(
                path,
                EntryKind.FILE,
                bytes.length,
                memory.updated(),
                Hashes.of(bytes),
                memory.id(),
                Long.toString(memory.revision()));
    }

    MemorySpaceRows rows() {
        return rows;
    }

    boolean isShown(Memory memory) {
        return shows(memory.sensitive());
    }

    /** Whether a memory may be shown that is sensitive, or is not. */
    boolean shows(boolean isSensitive) {
        return sensitive || !isSensitive;
    }

    /** The memory whose file is at this path. */
    Optional<Found> file(String path) throws SQLException {
        Optional<Place> place = rows.at(path);
        return place.flatMap(there -> store.find(there.id()))
                .filter(this::isShown)
                .map(memory -> new Found(memory, place.orElseThrow().path()));
    }

    /** The memory whose file was seen, if that is there as it was seen. */
    Found file(TreeEntry seen) throws SQLException, StorageException {
        Optional<Found> found = file(seen.path());
        Seen.require(found.map(Found::entry).orElse(null), seen);
        return found.orElseThrow();
    }

    /** A directory as it is spelled; empty when there is none. */
    Optional<String> directory(String path) throws SQLException {
        Optional<String> kept = rows.directory(path);
        if (kept.isPresent()) {
            return kept;
        }
        Optional<String> file = firstFileBelow(path);
        long depth = path.chars().filter(c -> c == '/').count() + 1;
        return file.map(below -> beginning(below, depth));
    }

    private static String beginning(String path, long depth) {
        int end = -1;
        for (long i = 0; i < depth; i++) {
            end = path.indexOf('/', end + 1);
        }
        return path.substring(0, end);
    }

    private Optional<String> firstFileBelow(String directory) throws SQLException {
        for (Place place : rows.below(directory)) {
            if (store.find(place.id()).filter(this::isShown).isPresent()) {
                return Optional.of(place.path());
            }
        }
        return Optional.empty();
    }

    boolean isEmpty(String directory) throws SQLException {
        return rows.directoriesBelow(directory).isEmpty()
                && firstFileBelow(directory).isEmpty();
    }

    Optional<TreeEntry> look(String path) throws SQLException {
        Optional<Found> file = file(path);
        return file.isPresent() ? file.map(Found::entry) : directory(path).map(TreeEntry::directory);
    }

    /**
     * Where something new of this path goes: into the directories above as they are spelled.
     *
     * @throws StorageException.PreconditionFailed when a file has the name of one of them
     */
    String spelled(String path) throws SQLException, StorageException {
        String parent = MemoryNames.parent(path);
        if (parent.isEmpty()) {
            return path;
        }
        if (file(parent).isPresent()) {
            throw Seen.changed(parent);
        }
        Optional<String> there = directory(parent);
        return MemoryNames.join(there.isPresent() ? there.get() : spelled(parent), MemoryNames.name(path));
    }

    /** The same where nothing may be yet. */
    String free(String path) throws SQLException, StorageException {
        if (look(path).isPresent()) {
            throw Seen.changed(path);
        }
        Optional<Place> hidden = rows.at(path);
        if (hidden.isPresent() && store.find(hidden.get().id()).isPresent()) {
            throw new StorageException.InvalidKey(
                    path + " is the name of a sensitive memory's file, which is not shown here: take another name.");
        }
        return spelled(path);
    }
}
