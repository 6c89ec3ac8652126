package dev.holdfast.sync.space;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The documents of all spaces: {@code spaces.db} in the home, a SQLite database of its own, since it is the user's. It is a
 * source that syncs copy and restores bring back; a damaged one is refused and never begun anew. A document is found by its
 * path in its space, or by its id, which it keeps wherever it is moved. Its content is any bytes, of which none may be as
 * well, up to {@link #LONGEST}; neither what comes in nor what goes out is ever in memory as a whole. What is deleted or
 * replaced can be brought back for 30 days.
 *
 * <p>When a method that changes something has returned, the change is on the disk. Any number of processes may use one store;
 * each waits its turn, for 15 s at most. Looking makes nothing: where nothing was stored yet, there are no spaces. Thread-safe.
 *
 * <p>Every method throws {@link dev.holdfast.sync.state.StateException} when the store can't be used, and
 * {@link SpaceException} when what is asked can't be done; then nothing was changed.
 */
public final class SpaceStore implements AutoCloseable {
    /** The store's name in the home. */
    public static final String FILE_NAME = "spaces.db";

    /** The longest content of a document, in bytes. */
    public static final long LONGEST = SpaceContents.LONGEST;

    private final StateDatabase database;
    private final SpaceContents contents;
    private final InstantSource clock;

    /**
     * The store in this home; opens nothing yet.
     *
     * @param clock tells the time of day, for what is stored and changed, and for how long that can be undone
     */
    public SpaceStore(Path home, InstantSource clock) {
        this.database = new StateDatabase(home, SpaceSchema.SCHEMA, clock);
        this.contents = new SpaceContents(database, clock);
        this.clock = clock;
    }

    /**
     * A space and what is in it.
     *
     * @param bytes of the contents that its documents have now
     * @param deleted when it was deleted with them; empty for one that is there
     */
    public record Summary(String name, long documents, long bytes, Optional<Instant> deleted) {}

    /** Where content comes from; asked once. */
    @FunctionalInterface
    public interface Source {
        /** A stream from the first byte, which the store closes. */
        InputStream open() throws IOException;
    }

    /**
     * What became of a wish.
     *
     * @param document as it is now
     */
    public record Put(SpaceDocument document, Outcome outcome) {}

    /** What a wish changed. */
    public enum Outcome {
        /** There is a new document. */
        CREATED,
        /** A document is another than it was. */
        UPDATED,
        /** All was so already. */
        UNCHANGED
    }

    /** All spaces, by their names. */
    public List<Summary> spaces() {
        return database.readIfThere(List.of(), SpaceRows::all);
    }

    /** Those that can be brought back, the last deleted first. */
    public List<Summary> deletedSpaces() {
        Instant now = now();
        return database.readIfThere(List.of(), connection -> SpaceRows.deleted(connection, now));
    }

    /** Whether there is such a space, be it an empty one. */
    public boolean has(String space) {
        return database.readIfThere(
                false, connection -> SpaceRows.find(connection, space).isPresent());
    }

    /**
     * Makes sure that a space, if it is missing, is not because it was deleted.
     *
     * @throws SpaceException when it is; says how to bring it back
     */
    public void requireNotDeleted(String space) {
        boolean unused = database.readIfThere(true, connection -> {
            SpaceRows.requireNotDeleted(connection, space, now());
            return true;
        });
    }

    /** Makes a space; one that is there stays as it is. */
    public void create(String space) {
        SpaceNames.requireSpace(space);
        database.write(connection -> SpaceRows.make(connection, space, now()));
    }

    /**
     * The same for what goes on by itself, such as a mirror: one that was deleted, and can be brought back, stays deleted. To
     * make another of its name, and so to let go of what it had, is for somebody to decide.
     */
    public void createUnlessDeleted(String space) {
        SpaceNames.requireSpace(space);
        database.write(connection -> {
            Instant now = now();
            return SpaceRows.gone(connection, space, now).isPresent() || SpaceRows.make(connection, space, now) > 0;
        });
    }

    /**
     * Deletes a space with all that is in it: nothing of it is found any more, and all goes for good after thirty days. When a
     * space of its name is made before that, what it had are deleted documents of the new one.
     */
    @CanIgnoreReturnValue
    public Summary deleteSpace(String space) {
        return change(connection -> SpaceRows.delete(connection, number(connection, space), now()));
    }

    /** Brings a deleted space back, with all that was in it when it was deleted. */
    @CanIgnoreReturnValue
    public Summary undoSpace(String space) {
        return change(connection -> {
            OptionalLong gone = SpaceRows.gone(connection, space, now());
            if (gone.isEmpty()) {
                throw SpaceRows.nothingToUndo(connection, space);
            }
            return SpaceRows.bringBack(connection, gone.getAsLong());
        });
    }

    /** The documents of a space, by their paths. */
    public List<SpaceDocument> list(String space) {
        return documents(space, SpaceTable::all);
    }

    /** Those that can be brought back, the last deleted first. */
    public List<SpaceDocument> deleted(String space) {
        Instant now = now();
        return documents(space, (connection, number) -> SpaceTable.deleted(connection, number, now));
    }

    /** Finds documents of the space of a number. */
    private interface Finding {
        List<DocumentRow> rows(Connection connection, long number) throws SQLException;
    }

    private List<SpaceDocument> documents(String space, Finding finding) {
        if (!database.exists()) {
            throw unknown(space);
        }
        return database.readIfThere(
                List.of(),
                connection -> finding.rows(connection, number(connection, space)).stream()
                        .map(DocumentRow::document)
                        .toList());
    }

    /** The document at this path or of this id; empty when it is not there, or deleted. */
    public Optional<SpaceDocument> find(String space, String pathOrId) {
        return row(space, pathOrId)
                .map(DocumentRow::document)
                .filter(found -> found.deleted().isEmpty());
    }

    /** The document of this id, also one that was deleted since the space was made; empty where there is no such space either. */
    Optional<SpaceDocument> known(String space, String id) {
        return database.readIfThere(Optional.empty(), connection -> {
            OptionalLong number = SpaceRows.find(connection, space);
            if (number.isEmpty()) {
                return Optional.empty();
            }
            Instant made = SpaceRows.made(connection, number.getAsLong());
            return SpaceTable.ofId(connection, number.getAsLong(), id)
                    .map(DocumentRow::document)
                    .filter(found -> found.deleted().filter(made::isAfter).isEmpty());
        });
    }

    private Optional<DocumentRow> row(String space, String pathOrId) {
        return database.readIfThere(
                Optional.empty(), connection -> row(connection, number(connection, space), pathOrId));
    }

    private static Optional<DocumentRow> row(Connection connection, long space, String pathOrId) throws SQLException {
        Optional<DocumentRow> there = SpaceTable.at(connection, space, pathOrId);
        return there.isPresent() ? there : SpaceTable.ofId(connection, space, pathOrId);
    }

    /** How a document was before changes that can be undone, the latest first; also a deleted one. */
    public List<SpaceVersion> versions(String space, String pathOrId) {
        Instant now = now();
        return database.readIfThere(List.of(), connection -> {
            Optional<DocumentRow> row = row(connection, number(connection, space), pathOrId);
            return row.isEmpty() ? List.of() : SpaceTable.versions(connection, row.get(), now);
        });
    }

    /** The bytes of a document as it is given, whatever was changed since. The caller closes the stream. */
    public InputStream open(SpaceDocument document) {
        return contents.open(document.content());
    }

    /** The bytes that a document had. The caller closes the stream. */
    public InputStream open(SpaceVersion version) {
        return contents.open(version.content());
    }

    /**
     * Stores a document, over the one that is at its path if there is one, which keeps its id; makes the space when there is
     * none of the name.
     *
     * @throws IOException what the source throws; nothing was stored then
     */
    @CanIgnoreReturnValue
    public Put put(String space, DocumentWish wanted, Source source) throws IOException {
        return put(space, wanted, DocumentWriter.Seen.ANYTHING, source);
    }

    /**
     * The same, over the document that was seen at the path, or where none was; over nothing else.
     *
     * @param over null where nothing was seen
     */
    @CanIgnoreReturnValue
    Put put(String space, DocumentWish wanted, @Nullable SpaceDocument over, Source source) throws IOException {
        return put(space, wanted, new DocumentWriter.Seen(true, over), source);
    }

    private Put put(String space, DocumentWish wanted, DocumentWriter.Seen over, Source source) throws IOException {
        SpaceNames.requireSpace(space);
        DocumentWish wish = wanted.checked();
        SpaceContents.Incoming incoming;
        try (InputStream in = source.open()) {
            incoming = contents.take(in, bytes -> {});
        } catch (SpaceContents.TooLongException e) {
            throw tooLong(wish.path());
        }
        try {
            return change(connection -> new DocumentWriter(connection, contents, now())
                    .put(SpaceRows.make(connection, space, now()), wish, over, incoming));
        } finally {
            // Where it became no document's content after all, nobody needs it.
            contents.drop(incoming);
        }
    }

    static SpaceException tooLong(String path) {
        return new SpaceException("'" + SpaceNames.shown(path) + "' is longer than the " + (LONGEST >> 20)
                + " MiB that a document can have: keep it as a source, or leave it out.");
    }

    /** Changes what a document has besides its content, and its path; a wish's id and time say nothing here. */
    @CanIgnoreReturnValue
    public Put update(String space, String pathOrId, DocumentWish wanted) {
        DocumentWish wish = wanted.checked();
        return change(connection -> {
            DocumentRow row = present(connection, space, pathOrId);
            boolean moves = !row.path().equals(wish.path());
            if (moves) {
                SpaceTable.requireRoom(connection, row.space(), wish.path());
                row = SpaceTable.move(connection, row, wish.path(), now());
            }
            return new DocumentWriter(connection, contents, now()).described(row, wish, moves);
        });
    }

    /** Deletes a document: it is found no more, and goes for good after thirty days. */
    @CanIgnoreReturnValue
    public SpaceDocument delete(String space, String pathOrId) {
        return change(connection -> SpaceTable.delete(connection, present(connection, space, pathOrId), now())
                .document());
    }

    /**
     * Brings back a deleted document, or the content and metadata that one had before its last change, or had at an earlier
     * revision. That is a change too, and can be undone.
     *
     * @param pathOrId by a path the last deleted one is meant that was there, when none is there now
     * @param as where a deleted one is to be; empty for where it was
     */
    public SpaceDocument undo(String space, String pathOrId, Optional<Long> revision, Optional<String> as) {
        as.ifPresent(SpaceNames::requireDocument);
        return change(connection -> {
            long number = number(connection, space);
            Instant now = now();
            DocumentRow row = meant(connection, number, space, pathOrId, now);
            if (row.document().deleted().isPresent()) {
                String path = as.orElse(row.path());
                SpaceTable.requireRoom(connection, number, path);
                row = SpaceTable.bringBack(connection, row, path, now);
                return revision.isEmpty() ? row.document() : back(connection, row, revision, now);
            }
            return back(connection, row, revision, now);
        });
    }

    private static SpaceDocument back(Connection connection, DocumentRow row, Optional<Long> revision, Instant now)
            throws SQLException {
        SpaceVersion version = SpaceTable.versions(connection, row, now).stream()
                .filter(each -> revision.isEmpty() || each.revision() == revision.get())
                .findFirst()
                .orElseThrow(() -> new SpaceException("The document '" + SpaceNames.shown(row.path()) + "' has no "
                        + revision.map(asked -> "revision " + asked + " to go back to")
                                .orElse("change to undo")
                        + "; former contents are kept for " + SpaceTable.KEPT.toDays() + " days."));
        return SpaceTable.goBack(connection, row, version, now).document();
    }

    private static DocumentRow meant(Connection connection, long number, String space, String pathOrId, Instant now)
            throws SQLException {
        Optional<DocumentRow> there = row(connection, number, pathOrId);
        if (there.isPresent()) {
            return there.get();
        }
        return SpaceTable.deleted(connection, number, now).stream()
                .filter(each -> each.path().equals(pathOrId))
                .findFirst()
                .orElseThrow(() -> unknownDocument(space, pathOrId));
    }

    /**
     * Removes for good what was deleted or replaced thirty days ago, and what died on its way in.
     *
     * @return how many documents, versions and leftovers
     */
    @CanIgnoreReturnValue
    public int sweep() {
        Instant now = now();
        if (!database.exists()) {
            return 0;
        }
        return database.write(
                connection -> SpaceTable.forget(connection, now) + SpaceContents.removeAbandoned(connection, now));
    }

    /** Closes the store's file; later calls fail. Calling it again does nothing. */
    @Override
    public void close() {
        database.close();
    }

    StateDatabase database() {
        return database;
    }

    SpaceContents contents() {
        return contents;
    }

    /** Times are kept to the microsecond, as file systems have them at least. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private <T> T change(StateDatabase.Work<T> work) {
        return database.write(connection -> {
            SpaceTable.forget(connection, now());
            return work.run(connection);
        });
    }

    private DocumentRow present(Connection connection, String space, String pathOrId) throws SQLException {
        DocumentRow row = row(connection, number(connection, space), pathOrId)
                .orElseThrow(() -> unknownDocument(space, pathOrId));
        if (row.document().deleted().isPresent()) {
            throw new SpaceException("The document '" + SpaceNames.shown(row.path())
                    + "' was deleted; 'holdfast space undo " + space + " " + row.id() + "' brings it back.");
        }
        return row;
    }

    private long number(Connection connection, String space) throws SQLException {
        OptionalLong number = SpaceRows.find(connection, space);
        if (number.isEmpty()) {
            throw SpaceRows.missing(connection, space, now());
        }
        return number.getAsLong();
    }

    /** What is said of a space that is not there. */
    public static SpaceException unknown(String space) {
        if (space.equals(SpaceNames.MEMORIES)) {
            return SpaceNames.ofMemories();
        }
        return SpaceNames.problem(space)
                .map(SpaceException::new)
                .orElseGet(() -> new SpaceException("There is no space '" + space
                        + "': 'holdfast space list' shows those there are, and 'holdfast space put' makes one."));
    }

    /** What is said of a document that is not there. */
    public static SpaceException unknownDocument(String space, String pathOrId) {
        return new SpaceException("There is no document '" + SpaceNames.shown(pathOrId) + "' in the space " + space
                + ": 'holdfast space list " + space + "' shows those there are.");
    }
}
