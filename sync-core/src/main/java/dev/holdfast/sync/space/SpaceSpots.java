package dev.holdfast.sync.space;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.tree.EntryKind;
import dev.holdfast.sync.tree.TreeEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is at the paths of a space when it is looked at as a tree. A document with metadata has a file beside it that shows them,
 * unless a document or a directory of its own right has that name. For use in a transaction.
 *
 * @param sidecars whether metadata is shown at all
 */
record SpaceSpots(boolean sidecars) {
    /** Something at a path. */
    sealed interface Spot {
        /** How it looks. */
        TreeEntry entry();
    }

    /** A document itself. */
    record Document(DocumentRow row) implements Spot {
        @Override
        public TreeEntry entry() {
            SpaceDocument document = row.document();
            return new TreeEntry(
                    document.path(),
                    EntryKind.FILE,
                    document.size(),
                    document.modified(),
                    document.sha256(),
                    document.id(),
                    "c" + document.content());
        }
    }

    /** The metadata of a document. */
    record Metadata(DocumentRow owner) implements Spot {
        byte[] bytes() {
            return Sidecar.of(owner.document());
        }

        @Override
        public TreeEntry entry() {
            byte[] bytes = bytes();
            String hash = Hashes.of(bytes);
            return new TreeEntry(
                    Sidecar.path(owner.path()),
                    EntryKind.FILE,
                    bytes.length,
                    owner.document().described(),
                    hash,
                    null,
                    "m" + hash);
        }
    }

    /** A directory. */
    record Directory(String path) implements Spot {
        @Override
        public TreeEntry entry() {
            return TreeEntry.directory(path);
        }
    }

    /** What is at a path; null when nothing is. */
    @Nullable
    Spot at(Connection connection, long space, String path) throws SQLException {
        Optional<DocumentRow> row = SpaceTable.at(connection, space, path);
        if (row.isPresent()) {
            return new Document(row.get());
        }
        if (SpaceTable.isDirectory(connection, space, path)) {
            return new Directory(path);
        }
        return owner(connection, space, path)
                .filter(owner -> owner.document().isDescribed())
                .map(Metadata::new)
                .orElse(null);
    }

    static @Nullable TreeEntry entry(@Nullable Spot spot) {
        return spot == null ? null : spot.entry();
    }

    /** The document whose metadata would be shown at a path. */
    Optional<DocumentRow> owner(Connection connection, long space, String path) throws SQLException {
        Optional<String> document = sidecars ? Sidecar.document(path) : Optional.empty();
        return document.isEmpty() ? Optional.empty() : SpaceTable.at(connection, space, document.get());
    }

    /** Whether something can be put at a path where nothing is. */
    boolean hasRoom(Connection connection, long space, String path) throws SQLException {
        return at(connection, space, path) == null && hasRoomAbove(connection, space, path);
    }

    boolean hasRoomAbove(Connection connection, long space, String path) throws SQLException {
        for (String above = SpaceNames.parent(path); !above.isEmpty(); above = SpaceNames.parent(above)) {
            Spot there = at(connection, space, above);
            if (there != null) {
                return there instanceof Directory;
            }
        }
        return true;
    }

    /** All that is in a space. */
    List<TreeEntry> all(Connection connection, long space) throws SQLException {
        List<DocumentRow> documents = SpaceTable.all(connection, space);
        List<String> directories = SpaceTable.directories(connection, space);
        List<TreeEntry> entries = new ArrayList<>(documents.size() + directories.size());
        Set<String> taken = new HashSet<>(directories);
        directories.forEach(path -> entries.add(TreeEntry.directory(path)));
        for (DocumentRow row : documents) {
            taken.add(row.path());
            entries.add(new Document(row).entry());
        }
        if (sidecars) {
            documents.stream()
                    .filter(row -> row.document().isDescribed() && !taken.contains(Sidecar.path(row.path())))
                    .forEach(row -> entries.add(new Metadata(row).entry()));
        }
        return entries;
    }

    /** Gives a document the metadata, and the id where no other document has it or had it, that a file beside it tells of. */
    static DocumentRow describe(
            Connection connection, DocumentRow owner, Sidecar sidecar, Instant modified, Instant now)
            throws SQLException {
        DocumentRow row = owner;
        if (sidecar.id().isPresent()
                && SpaceTable.ofId(connection, row.space(), sidecar.id().get()).isEmpty()) {
            row = SpaceTable.rename(connection, row, sidecar.id().get());
        }
        return SpaceTable.describe(connection, row, sidecar.metadata(), modified, now);
    }

    /**
     * What a document that has just come to its path is to have as metadata may have come before it: then it was taken for a
     * document itself.
     *
     * @param itsOwn whether only a file that names the document's id tells of it
     */
    DocumentRow absorb(Connection connection, DocumentRow row, boolean itsOwn, Instant now) throws SQLException {
        Optional<DocumentRow> beside = sidecars && !row.document().isDescribed()
                ? SpaceTable.at(connection, row.space(), Sidecar.path(row.path()))
                : Optional.empty();
        if (beside.isEmpty()) {
            return row;
        }
        SpaceDocument file = beside.get().document();
        byte[] bytes = SpaceContents.small(connection, file.content(), file.size());
        Optional<Sidecar> sidecar = bytes == null ? Optional.empty() : Sidecar.parse(bytes);
        if (sidecar.isEmpty() || (itsOwn && !sidecar.get().id().equals(Optional.of(row.id())))) {
            return row;
        }
        SpaceTable.delete(connection, beside.get(), now);
        return describe(connection, row, sidecar.get(), file.modified(), now);
    }
}
