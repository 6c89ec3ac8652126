package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.memory.MemoryException;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.space.MemoriesView.Found;
import dev.holdfast.sync.space.MemorySpaceRows.Place;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Arriving;
import dev.holdfast.sync.tree.FreeHold;
import dev.holdfast.sync.tree.Seen;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The store's memories as a tree of Markdown files: the side {@code space:memories} of a mirror. Each has a path of its own,
 * its category and first words at first, which is remembered, so that it stays where a person moves it. What is written
 * becomes an edit of the memory like any other, undo included; {@link MemoriesWriter} says which memory a file is.
 *
 * <p>An effect looks and acts in one transaction of the store, so what an assistant has changed meanwhile is never overwritten.
 * Names are one when they differ in case alone, on whatever machine. The root is always there: a store that is gone counts
 * as emptied, which a mirror asks about.
 *
 * <p>Sensitive memories are not there at all unless the tree was made to show them; what becomes sensitive is gone from it,
 * and nothing becomes sensitive, or touches what is, by way of a tree that does not show it. The trash is the store's undo.
 */
public final class MemoriesTree implements Tree {
    private final MemoryStore store;
    private final MemoryPlaces places;
    private final boolean sensitive;
    private final MemoriesWriter writer;
    private final Runnable closing;
    private final Set<String> fresh = ConcurrentHashMap.newKeySet();

    /**
     * Over stores that somebody else closes; opens nothing yet.
     *
     * @param clock tells the time for the ids of new memories
     * @param sensitive whether sensitive memories are shown, and may be written
     */
    public MemoriesTree(MemoryStore store, MemoryPlaces places, InstantSource clock, boolean sensitive) {
        this(store, places, clock, sensitive, () -> {});
    }

    private MemoriesTree(
            MemoryStore store, MemoryPlaces places, InstantSource clock, boolean sensitive, Runnable closing) {
        this.store = store;
        this.places = places;
        this.sensitive = sensitive;
        this.writer = new MemoriesWriter(this, store, clock);
        this.closing = closing;
    }

    /** The memories of this home; what is opened for it is closed with it. */
    @SuppressWarnings("resource") // Closed by the tree.
    public static MemoriesTree open(Path home, InstantSource clock, boolean sensitive) {
        MemoryStore store = new MemoryStore(home, clock);
        MemoryPlaces places = new MemoryPlaces(home, clock);
        return new MemoriesTree(store, places, clock, sensitive, () -> {
            store.close();
            places.close();
        });
    }

    @Override
    public String describe() {
        return "space memories";
    }

    @Override
    public boolean caseSensitive() {
        return false;
    }

    @Override
    public boolean hasOwnForm() {
        return true;
    }

    @Override
    public Names names() {
        return MemoryNames::fits;
    }

    @Override
    public Guarding guarding() {
        return Guarding.EACH_EFFECT;
    }

    @Override
    public Hold hold() {
        return FreeHold.INSTANCE;
    }

    /** Whether a memory has its place since a look of this tree, so that no side knows it by that yet; once for each. */
    boolean isFresh(String id) {
        return fresh.remove(id);
    }

    /** Looks and acts on the places, in one transaction. */
    @FunctionalInterface
    interface Act<T> {
        T run(MemoriesView view) throws SQLException, StorageException;
    }

    /** Carries a refusal out of a transaction, which is undone. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final StorageException failure;

        RefusedException(StorageException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private <T> T read(T without, Act<T> act) throws StorageException {
        return calling(() -> places.read(without, connection -> run(act, new MemorySpaceRows(connection))));
    }

    <T> T change(Act<T> act) throws StorageException {
        return calling(() -> places.write(connection -> run(act, new MemorySpaceRows(connection))));
    }

    private <T> T run(Act<T> act, MemorySpaceRows rows) throws SQLException {
        try {
            return act.run(new MemoriesView(store, rows, sensitive));
        } catch (StorageException e) {
            throw new RefusedException(e);
        }
    }

    /** Says of the store and the places what a side says of itself. */
    static <T> T calling(Supplier<T> call) throws StorageException {
        try {
            return call.get();
        } catch (RefusedException e) {
            throw e.failure;
        } catch (MemoryException e) {
            throw new StorageException.InvalidKey(String.valueOf(e.getMessage()));
        } catch (StateException e) {
            throw new StorageException.Transient(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        MemoriesLook look = calling(() -> MemoriesLook.at(store, sensitive, cancel));
        List<Place> known = read(List.of(), view -> view.rows().all());
        if (store.exists() && !look.isSettled(known)) {
            known = change(view -> {
                fresh.addAll(look.settle(view.rows()));
                return view.rows().all();
            });
        }
        return look.listing(known, read(List.of(), view -> view.rows().directories()));
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        require(path);
        return read(Optional.<TreeEntry>empty(), view -> view.look(path)).orElse(null);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        return found(seen).entry();
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        return new ByteArrayInputStream(found(seen).bytes());
    }

    private Found found(TreeEntry seen) throws StorageException {
        require(seen.path());
        return read(Optional.<Found>empty(), view -> Optional.of(view.file(seen)))
                .orElseThrow(() -> Seen.changed(seen.path()));
    }

    @Override
    public TreeEntry write(
            String path,
            @Nullable TreeEntry over,
            TreeEntry from,
            Source source,
            LongConsumer progress,
            CancelSignal cancel)
            throws StorageException {
        requireFile(path);
        Seen.requireWritable(path, look(path), over);
        byte[] bytes = arrived(path, from, source, cancel);
        MemoryFile file = MemoryFile.read(path, bytes);
        cancel.throwIfCancelled();
        TreeEntry stored = over == null
                ? writer.create(path, file, from.modified(), Hashes.of(bytes))
                : writer.replace(found(over), file, from.modified());
        progress.accept(bytes.length);
        return stored;
    }

    private static byte[] arrived(String path, TreeEntry from, Source source, CancelSignal cancel)
            throws StorageException {
        if (from.size() > MemoryFile.LARGEST) {
            throw new StorageException.InvalidKey(
                    path + " has " + from.size() + " bytes, which is more than a memory can have: make several of it.");
        }
        int size = Math.toIntExact(from.size());
        try (InputStream in = new Arriving(from, source, cancel).open()) {
            byte[] bytes = in.readNBytes(size + 1); // With one more its end is seen, where it is checked.
            if (bytes.length > size) {
                throw new StorageException.Corrupt(
                        "What arrived of " + from.path() + " is not what was sent: try again.", null);
            }
            return bytes;
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content of " + path + " can't be read.", e);
        }
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        require(seen.path());
        require(to);
        if (to.startsWith(seen.path() + "/") || to.equals(seen.path())) {
            throw new StorageException.PreconditionFailed("There is no room for " + to + ".", null);
        }
        return change(view -> {
            if (view.file(seen.path()).isPresent()) {
                requireFile(to);
                return moveFile(view, view.file(seen), to);
            }
            requireFit(to, true);
            return moveDirectory(view, seen, to);
        });
    }

    private static TreeEntry moveFile(MemoriesView view, Found found, String to) throws SQLException, StorageException {
        String target = isRespelling(found.path(), to) ? view.spelled(to) : view.free(to);
        MemorySpaceRows rows = view.rows();
        rows.put(new Place(found.memory().id(), target, !found.memory().sensitive()));
        rows.keepDirectory(MemoryNames.parent(found.path()));
        return view.file(target).orElseThrow(() -> Seen.changed(found.path())).entry();
    }

    private static boolean isRespelling(String from, String to) {
        return MemoryNames.fold(from).equals(MemoryNames.fold(to));
    }

    private static TreeEntry moveDirectory(MemoriesView view, TreeEntry seen, String to)
            throws SQLException, StorageException {
        String from = view.directory(seen.path()).orElseThrow(() -> Seen.changed(seen.path()));
        String target = isRespelling(from, to) ? view.spelled(to) : view.free(to);
        MemorySpaceRows rows = view.rows();
        List<Place> places = rows.below(from);
        List<String> directories = rows.directoriesBelow(from);
        for (Place place : places) {
            rows.forget(place);
        }
        rows.forgetDirectory(from);
        for (String directory : directories) {
            rows.forgetDirectory(directory);
        }
        rows.keepDirectory(target);
        for (String directory : directories) {
            rows.keepDirectory(target + directory.substring(from.length()));
        }
        for (Place place : places) {
            rows.put(new Place(place.id(), target + place.path().substring(from.length()), place.namedOpen()));
        }
        if (!isRespelling(from, to)) {
            rows.keepDirectory(MemoryNames.parent(from));
        }
        return TreeEntry.directory(target);
    }

    /** The memory is deleted, which can be undone for thirty days. */
    @Override
    public String trash(TreeEntry seen) throws StorageException {
        Found found = found(seen);
        String parent = MemoryNames.parent(found.path());
        if (!parent.isEmpty()) {
            change(view -> {
                view.rows().keepDirectory(parent);
                return parent;
            });
        }
        writer.delete(found);
        return "holdfast memory undo " + found.memory().id();
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        require(path);
        requireFit(path, true);
        return change(view -> {
            if (view.file(path).isPresent()) {
                throw Seen.changed(path);
            }
            Optional<String> there = view.directory(path);
            String spelled = there.isPresent() ? there.get() : view.spelled(path);
            view.rows().keepDirectory(spelled);
            return TreeEntry.directory(spelled);
        });
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        require(path);
        return change(view -> {
            if (view.file(path).isPresent()) {
                throw Seen.changed(path);
            }
            if (!view.isEmpty(path)) {
                return false;
            }
            view.rows().forgetDirectory(path);
            return true;
        });
    }

    /** What was deleted goes by itself when it can't be undone any more. */
    @Override
    public int sweep() {
        return 0;
    }

    private static void require(String path) throws StorageException {
        if (!TreeEntry.isPath(path)) {
            throw new StorageException.InvalidKey("This is no path in a tree: \"" + path + "\".");
        }
    }

    private static void requireFile(String path) throws StorageException {
        require(path);
        requireFit(path, false);
    }

    private static void requireFit(String path, boolean directory) throws StorageException {
        if (!MemoryNames.fits(path, directory)) {
            throw new StorageException.InvalidKey(path
                    + " can't be a memory: only files whose name ends with .md, and nothing whose name begins with a"
                    + " dot.");
        }
    }

    @Override
    public void close() {
        closing.run();
    }
}
