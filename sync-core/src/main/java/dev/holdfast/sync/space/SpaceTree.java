package dev.holdfast.sync.space;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.space.SpaceSpots.Directory;
import dev.holdfast.sync.space.SpaceSpots.Document;
import dev.holdfast.sync.space.SpaceSpots.Metadata;
import dev.holdfast.sync.space.SpaceSpots.Spot;
import dev.holdfast.sync.state.StateException;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.tree.Arriving;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.FreeHold;
import dev.holdfast.sync.tree.Seen;
import dev.holdfast.sync.tree.SteadyStream;
import dev.holdfast.sync.tree.TrashedFile;
import dev.holdfast.sync.tree.Tree;
import dev.holdfast.sync.tree.TreeEntry;
import dev.holdfast.sync.tree.TreeListing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A space as a side of a mirror: its documents are the files, and each effect looks and acts in one transaction. A space that
 * was never made is a root that is missing; one that was deleted can't be looked at. What is trashed or replaced is kept as every deleted or former document is.
 *
 * <p>Where metadata is synced, a document that has some shows them as a file beside it ({@code note.md.meta.json}). Writing
 * that file changes the metadata, and trashing it clears them; it is stored in a form of its own, so that the same metadata is
 * the same bytes. A document of such a name in its own right is what it is, and hides the file.
 */
public final class SpaceTree implements Tree {
    private final SpaceStore store;
    private final String space;
    private final SpaceSpots spots;

    /**
     * Touches nothing yet.
     *
     * @param store holds the space; whoever made it closes it
     * @param syncMetadata whether metadata is shown as files
     */
    public SpaceTree(SpaceStore store, String space, boolean syncMetadata) {
        this.store = store;
        this.space = space;
        this.spots = new SpaceSpots(syncMetadata);
    }

    /** Carries a refusal through a transaction, which then does nothing. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final StorageException failure;

        Refused(StorageException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    /** Something to do with the space of a number. */
    private interface Work<T> {
        T run(Connection connection, long number) throws SQLException, StorageException;
    }

    @Override
    public String describe() {
        return "space " + space;
    }

    @Override
    public boolean caseSensitive() {
        return true;
    }

    @Override
    public boolean hasOwnForm() {
        return spots.sidecars();
    }

    /** Without metadata, the files that show them are nobody's: another look at the space has written them. */
    @Override
    public Names names() {
        return spots.sidecars()
                ? Names.ANY
                : (path, directory) -> directory || Sidecar.document(path).isEmpty();
    }

    @Override
    public Guarding guarding() {
        return Guarding.EACH_EFFECT;
    }

    @Override
    public Hold hold() {
        return FreeHold.INSTANCE;
    }

    @Override
    public TreeListing list(CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        return guarded(() -> store.database().readIfThere(TreeListing.missing(), connection -> {
            OptionalLong number = SpaceRows.find(connection, space);
            if (number.isPresent()) {
                return TreeListing.of(spots.all(connection, number.getAsLong()));
            }
            SpaceRows.requireNotDeleted(connection, space, store.now());
            return TreeListing.missing();
        }));
    }

    @Override
    public @Nullable TreeEntry look(String path) throws StorageException {
        require(path);
        return SpaceSpots.entry(spot(path));
    }

    private @Nullable Spot spot(String path) throws StorageException {
        return read((connection, number) -> Optional.ofNullable(spots.at(connection, number, path)))
                .orElse(null);
    }

    @Override
    public TreeEntry hashed(TreeEntry seen, CancelSignal cancel) throws StorageException {
        cancel.throwIfCancelled();
        require(seen.path());
        return Seen.require(SpaceSpots.entry(spot(seen.path())), seen);
    }

    @Override
    public InputStream open(TreeEntry seen) throws StorageException {
        require(seen.path());
        Spot now = spot(seen.path());
        Seen.require(SpaceSpots.entry(now), seen);
        InputStream in = now instanceof Document document
                ? store.open(document.row().document())
                : new ByteArrayInputStream(now instanceof Metadata metadata ? metadata.bytes() : new byte[0]);
        return new SteadyStream(
                in,
                () -> Seen.require(SpaceSpots.entry(spot(seen.path())), seen),
                failure -> failure instanceof StorageException known
                        ? known
                        : new StorageException.Transient(
                                "The document " + seen.path() + " of the " + describe() + " can't be read just now: "
                                        + failure.getMessage() + ".",
                                failure));
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
        require(path);
        if (from.size() > SpaceStore.LONGEST) {
            throw new StorageException.Permanent(SpaceStore.tooLong(path).sentence(), null);
        }
        Seen.requireWritable(path, look(path), over);
        SpaceContents.Incoming incoming = take(path, new Arriving(from, source, cancel), progress);
        try {
            cancel.throwIfCancelled();
            return effect((connection, number) -> {
                Spot there = spots.at(connection, number, path);
                Seen.requireWritable(path, SpaceSpots.entry(there), over);
                return write(connection, number, path, there, from, incoming).entry();
            });
        } finally {
            // Where it became no document's content after all, nobody needs it.
            store.contents().drop(incoming);
        }
    }

    private SpaceContents.Incoming take(String path, Arriving content, LongConsumer progress) throws StorageException {
        try (InputStream in = content.open()) {
            return store.contents().take(in, progress);
        } catch (StorageException e) {
            throw e;
        } catch (SpaceContents.TooLongException e) {
            throw new StorageException.Permanent(SpaceStore.tooLong(path).sentence(), e);
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content of " + path + " can't be read.", e);
        } catch (StateException e) {
            throw failed(e);
        }
    }

    private Spot write(
            Connection connection,
            long number,
            String path,
            @Nullable Spot there,
            TreeEntry from,
            SpaceContents.Incoming incoming)
            throws SQLException, StorageException {
        byte[] whole = incoming.whole();
        Optional<Sidecar> told = whole == null ? Optional.empty() : Sidecar.parse(whole);
        if (there instanceof Metadata shown) {
            Sidecar sidecar = told.orElseThrow(() -> new StorageException.Permanent(
                    "The file " + path
                            + " holds no metadata: mend it, so that it is a JSON object with \"metadata\" in it,"
                            + " which is not empty; or delete it, to clear the metadata of the document.",
                    null));
            return new Metadata(SpaceSpots.describe(connection, shown.owner(), sidecar, from.modified(), store.now()));
        }
        if (there instanceof Document document) {
            return new Document(replace(connection, document.row(), from, incoming));
        }
        Optional<DocumentRow> owner = told.isPresent() ? spots.owner(connection, number, path) : Optional.empty();
        if (owner.isPresent()) {
            return new Metadata(SpaceSpots.describe(connection, owner.get(), told.get(), from.modified(), store.now()));
        }
        if (!spots.hasRoomAbove(connection, number, path)) {
            throw Seen.changed(path);
        }
        DocumentRow made = SpaceTable.insert(
                connection,
                number,
                DocumentWish.at(path).withModified(from.modified()),
                store.contents().link(connection, incoming),
                store.now());
        return new Document(spots.absorb(connection, made, false, store.now()));
    }

    private DocumentRow replace(Connection connection, DocumentRow row, TreeEntry from, SpaceContents.Incoming incoming)
            throws SQLException {
        if (!row.document().sha256().equals(incoming.sha256())) {
            long content = store.contents().link(connection, incoming);
            return SpaceTable.replace(connection, row, content, from.modified(), store.now());
        }
        return row.document().modified().equals(from.modified())
                ? row
                : SpaceTable.touch(connection, row, from.modified(), store.now());
    }

    @Override
    public TreeEntry move(TreeEntry seen, String to) throws StorageException {
        require(seen.path());
        require(to);
        return effect((connection, number) -> {
            Spot there = spots.at(connection, number, seen.path());
            if (there instanceof Directory && seen.kind() == EntryKind.DIRECTORY) {
                return moveDirectory(connection, number, seen.path(), to);
            }
            Seen.require(SpaceSpots.entry(there), seen);
            if (!spots.hasRoom(connection, number, to)) {
                throw Seen.changed(to);
            }
            if (there instanceof Document document) {
                DocumentRow moved = SpaceTable.move(connection, document.row(), to, store.now());
                return new Document(spots.absorb(connection, moved, true, store.now())).entry();
            }
            if (there instanceof Metadata metadata) {
                return moveMetadata(connection, number, metadata, to).entry();
            }
            throw Seen.changed(seen.path());
        });
    }

    private TreeEntry moveDirectory(Connection connection, long number, String from, String to)
            throws SQLException, StorageException {
        if (to.startsWith(from + "/") || !spots.hasRoom(connection, number, to)) {
            throw Seen.changed(to);
        }
        SpaceTable.moveDirectory(connection, number, from, to, store.now());
        return TreeEntry.directory(to);
    }

    /** Beside another document, it tells of that one; elsewhere it is a document of its own, until one comes beside it. */
    private Spot moveMetadata(Connection connection, long number, Metadata metadata, String to) throws SQLException {
        SpaceDocument old = metadata.owner().document();
        Optional<DocumentRow> owner = spots.owner(connection, number, to);
        SpaceTable.describe(connection, metadata.owner(), SpaceJson.NONE, old.described(), store.now());
        if (owner.isPresent()) {
            return new Metadata(
                    SpaceTable.describe(connection, owner.get(), old.metadata(), old.described(), store.now()));
        }
        long content = store.contents().link(connection, SpaceContents.Incoming.of(metadata.bytes()));
        DocumentWish wish = DocumentWish.at(to).withModified(old.described());
        return new Document(SpaceTable.insert(connection, number, wish, content, store.now()));
    }

    @Override
    public String trash(TreeEntry seen) throws StorageException {
        require(seen.path());
        return effect((connection, number) -> {
            Spot there = spots.at(connection, number, seen.path());
            Seen.require(SpaceSpots.entry(there), seen);
            if (there instanceof Metadata metadata) {
                DocumentRow owner = metadata.owner();
                SpaceTable.describe(connection, owner, SpaceJson.NONE, store.now(), store.now());
                return "the metadata before of the document " + owner.id() + " of the " + describe();
            }
            if (there instanceof Document document) {
                SpaceTable.delete(connection, document.row(), store.now());
                return "the deleted document " + document.row().id() + " of the " + describe();
            }
            throw Seen.changed(seen.path());
        });
    }

    @Override
    public List<TrashedFile> trashed() throws StorageException {
        return guarded(() -> store.deleted(space).stream()
                .map(gone ->
                        new TrashedFile(gone.id(), gone.path(), gone.deleted().orElse(gone.updated()), gone.size()))
                .toList());
    }

    @Override
    public TreeEntry restore(TrashedFile file) throws StorageException {
        return effect((connection, number) -> {
            Optional<DocumentRow> gone = SpaceTable.ofId(connection, number, file.id())
                    .filter(row -> row.document().deleted().isPresent());
            if (gone.isEmpty()) {
                throw new StorageException.NotFound(
                        "The document " + SpaceNames.shown(file.path()) + " is not in the trash of the " + describe()
                                + " any more.",
                        null);
            }
            String path = gone.get().path();
            if (!spots.hasRoom(connection, number, path)) {
                throw Seen.changed(path);
            }
            return new Document(SpaceTable.bringBack(connection, gone.get(), path, store.now())).entry();
        });
    }

    @Override
    public TreeEntry makeDirectory(String path) throws StorageException {
        require(path);
        return effect((connection, number) -> {
            Spot there = spots.at(connection, number, path);
            boolean isFile = there != null && !(there instanceof Directory);
            if (isFile || !spots.hasRoomAbove(connection, number, path)) {
                throw Seen.changed(path);
            }
            SpaceTable.makeDirectory(connection, number, path);
            return TreeEntry.directory(path);
        });
    }

    @Override
    public boolean removeDirectory(String path) throws StorageException {
        require(path);
        return effect((connection, number) -> {
            Spot there = spots.at(connection, number, path);
            if (there != null && !(there instanceof Directory)) {
                throw Seen.changed(path);
            }
            if (SpaceTable.isUsed(connection, number, path)) {
                return false;
            }
            SpaceTable.removeDirectory(connection, number, path);
            return true;
        });
    }

    @Override
    public int sweep() throws StorageException {
        return guarded(store::sweep);
    }

    @Override
    public void close() {
        // The store is its owner's.
    }

    private void require(String path) throws StorageException {
        if (!SpaceNames.isDocument(path)) {
            throw new StorageException.InvalidKey(
                    "The " + describe() + " can't hold a document of the path \"" + SpaceNames.shown(path) + "\".");
        }
    }

    private <T> T read(Work<T> work) throws StorageException {
        return guarded(() -> {
            Optional<T> found =
                    store.database().readIfThere(Optional.empty(), connection -> Optional.of(work(connection, work)));
            return found.orElseThrow(() -> SpaceStore.unknown(space));
        });
    }

    private <T> T effect(Work<T> work) throws StorageException {
        return guarded(() -> store.database().write(connection -> work(connection, work)));
    }

    private <T> T work(Connection connection, Work<T> work) throws SQLException {
        OptionalLong number = SpaceRows.find(connection, space);
        try {
            if (number.isEmpty()) {
                throw SpaceRows.missing(connection, space, store.now());
            }
            return work.run(connection, number.getAsLong());
        } catch (StorageException e) {
            throw new Refused(e);
        }
    }

    /** Does something with the store, whose failures become a tree's. */
    private static <T> T guarded(Supplier<T> work) throws StorageException {
        try {
            return work.get();
        } catch (Refused e) {
            throw e.failure;
        } catch (SpaceException e) {
            throw new StorageException.Permanent(e.sentence(), e);
        } catch (StateException e) {
            throw failed(e);
        }
    }

    private static StorageException failed(StateException failure) {
        return new StorageException.Transient(String.valueOf(failure.getMessage()), failure);
    }
}
