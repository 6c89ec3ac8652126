package dev.holdfast.sync.space;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.sync.state.Sql;
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
     */
    public record Summary(String name, long documents, long bytes) {}

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
        return database.readIfThere(
                List.of(),
                connection -> Sql.query(
                        connection,
                        "SELECT s.name, count(d.number), coalesce(sum(c.size), 0) FROM space s"
                                + " LEFT JOIN document d ON d.space = s.number AND d.deleted IS NULL"
                                + " LEFT JOIN content c ON c.number = d.content GROUP BY s.number ORDER BY s.name",
                        row -> new Summary(row.getString(1), row.getLong(2), row.getLong(3))));
    }

    /** Whether there is such a space, be it an empty one. */
    public boolean has(String space) {
        return database.readIfThere(
                false, connection -> SpaceTable.find(connection, space).isPresent());
    }

    /** Makes a space; one that is there stays as it is. */
    public void create(String space) {
        SpaceNames.requireSpace(space);
        database.write(connection -> SpaceTable.make(connection, space, now()));
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

    /** The document of this id, also a deleted one; empty where there is no such space either. */
    Optional<SpaceDocument> known(String space, String id) {
        return database.readIfThere(Optional.empty(), connection -> {
            OptionalLong number = SpaceTable.find(connection, space);
            return number.isEmpty()
                    ? Optional.empty()
                    : SpaceTable.ofId(connection, number.getAsLong(), id).map(DocumentRow::document);
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
        return put(space, wanted, Seen.ANYTHING, source);
    }

    /**
     * The same, over the document that was seen at the path, or where none was; over nothing else.
     *
     * @param over null where nothing was seen
     */
    @CanIgnoreReturnValue
    Put put(String space, DocumentWish wanted, @Nullable SpaceDocument over, Source source) throws IOException {
        return put(space, wanted, new Seen(true, over), source);
    }

    /** What has to be where something is put. */
    private record Seen(boolean counts, @Nullable SpaceDocument document) {
        static final Seen ANYTHING = new Seen(false, null);

        void require(Optional<DocumentRow> there, String path) {
            boolean same = document == null
                    ? there.isEmpty()
                    : there.filter(row -> row.id().equals(document.id())
                                    && row.document().revision() == document.revision())
                            .isPresent();
            if (counts && !same) {
                throw new SpaceException(
                        "'" + SpaceNames.shown(path) + "' was changed in the space just now: try again.");
            }
        }
    }

    private Put put(String space, DocumentWish wanted, Seen over, Source source) throws IOException {
        SpaceNames.requireSpace(space);
        DocumentWish wish = wanted.checked();
        SpaceContents.Incoming incoming;
        try (InputStream in = source.open()) {
            incoming = contents.take(in, bytes -> {});
        } catch (SpaceContents.TooLongException e) {
            throw tooLong(wish.path());
        }
        try {
            return change(
                    connection -> put(connection, SpaceTable.make(connection, space, now()), wish, over, incoming));
        } finally {
            // Where it became no document's content after all, nobody needs it.
            contents.drop(incoming);
        }
    }

    static SpaceException tooLong(String path) {
        return new SpaceException("'" + SpaceNames.shown(path) + "' is longer than the " + (LONGEST >> 20)
                + " MiB that a document can have: keep it as a source, or leave it out.");
    }

    private Put put(Connection connection, long space, DocumentWish wish, Seen over, SpaceContents.Incoming incoming)
            throws SQLException {
        Optional<DocumentRow> there = SpaceTable.at(connection, space, wish.path());
        over.require(there, wish.path());
        Instant now = now();
        if (there.isPresent()) {
            return filled(connection, there.get(), wish, incoming);
        }
        requireRoom(connection, space, wish.path());
        Optional<DocumentRow> gone = wish.id().isEmpty()
                ? Optional.empty()
                : SpaceTable.ofId(connection, space, wish.id().get());
        if (gone.isPresent() && gone.get().document().deleted().isPresent()) {
            DocumentRow back = SpaceTable.bringBack(connection, gone.get(), wish.path(), now);
            return new Put(filled(connection, back, wish, incoming).document(), Outcome.CREATED);
        }
        DocumentRow made = SpaceTable.insert(connection, space, wish, contents.link(connection, incoming), now);
        return new Put(made.document(), Outcome.CREATED);
    }

    private Put filled(Connection connection, DocumentRow before, DocumentWish wish, SpaceContents.Incoming incoming)
            throws SQLException {
        if (before.document().sha256().equals(incoming.sha256())) {
            return described(connection, before, wish, false);
        }
        Instant now = now();
        long content = contents.link(connection, incoming);
        DocumentRow row =
                SpaceTable.replace(connection, before, content, wish.modified().orElse(now), now);
        return described(connection, row, wish, true);
    }

    private Put described(Connection connection, DocumentRow before, DocumentWish wish, boolean changedAlready)
            throws SQLException {
        DocumentRow row = before;
        boolean changed = changedAlready;
        Instant now = now();
        if (wish.metadata().isPresent()
                && !wish.metadata().get().equals(row.document().metadata())) {
            row = SpaceTable.describe(connection, row, wish.metadata().get(), now, now);
            changed = true;
        }
        if (wish.parent().isPresent() && !wish.parent().equals(row.document().parent())) {
            row = SpaceTable.belong(connection, row, wish.parent().get(), now);
            changed = true;
        }
        return new Put(row.document(), changed ? Outcome.UPDATED : Outcome.UNCHANGED);
    }

    /** Changes what a document has besides its content, and its path; a wish's id and time say nothing here. */
    @CanIgnoreReturnValue
    public Put update(String space, String pathOrId, DocumentWish wanted) {
        DocumentWish wish = wanted.checked();
        return change(connection -> {
            DocumentRow row = present(connection, space, pathOrId);
            boolean moves = !row.path().equals(wish.path());
            if (moves) {
                requireRoom(connection, row.space(), wish.path());
                row = SpaceTable.move(connection, row, wish.path(), now());
            }
            return described(connection, row, wish, moves);
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
                requireRoom(connection, number, path);
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

    private static void requireRoom(Connection connection, long space, String path) throws SQLException {
        if (!SpaceTable.hasRoom(connection, space, path)) {
            throw new SpaceException("There is no room for a document '" + SpaceNames.shown(path)
                    + "': a document or a directory has that name, or the name of a directory above it; choose another"
                    + " path.");
        }
    }

    private static DocumentRow present(Connection connection, String space, String pathOrId) throws SQLException {
        DocumentRow row = row(connection, number(connection, space), pathOrId)
                .orElseThrow(() -> unknownDocument(space, pathOrId));
        if (row.document().deleted().isPresent()) {
            throw new SpaceException("The document '" + SpaceNames.shown(row.path())
                    + "' was deleted; 'holdfast space undo " + space + " " + row.id() + "' brings it back.");
        }
        return row;
    }

    private static long number(Connection connection, String space) throws SQLException {
        return SpaceTable.find(connection, space).orElseThrow(() -> unknown(space));
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
