package dev.holdfast.sync.memory;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.holdfast.sync.state.SortableIds;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.state.StateException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What assistants remember: {@code memory.db} in the home, a SQLite database of its own. It is apart from the state because
 * it is the user's: it is a source that syncs copy and restores bring back, while jobs and locks belong to one machine; and
 * where a damaged state is begun anew, a damaged store is not.
 *
 * <p>When a method that changes something has returned, the change is on the disk. Any number of processes may use one
 * store; each waits its turn, for 15 s at most. Nothing is opened or made before the first use, and looking makes nothing:
 * where there is no store yet, there are no memories. No method uses the network. Thread-safe.
 *
 * <p>What a sensitive memory says lies in the file sealed, with a key of its own ({@code memory.key} in the home), and in no
 * index: only {@link #find}, {@link #versions} and what is told to show it do.
 *
 * <p>Every method throws {@link dev.holdfast.sync.state.StateException} when the store can't be used, and
 * {@link MemoryException} when what is asked can't be done; then nothing was changed.
 */
public final class MemoryStore implements AutoCloseable {
    /** The store's name in the home. */
    public static final String FILE_NAME = "memory.db";

    /** The name in the home of the key that opens sensitive memories. */
    public static final String KEY_FILE_NAME = Seal.FILE_NAME;

    /** What that is called while it is written. */
    public static final String KEY_PART_FILE_NAME = Seal.PART_FILE_NAME;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);
    private static final int MOST_AT_ONCE = 100;

    private final Path home;
    private final InstantSource clock;
    private final StateDatabase database;
    private final SortableIds ids = new SortableIds();
    private final MemoryTable table;
    private final VectorFile vectors;

    /**
     * The store in this home; opens nothing yet.
     *
     * @param clock tells the time of day, for what is stored and changed, and for how long that can be undone
     */
    public MemoryStore(Path home, InstantSource clock) {
        this.home = home;
        this.clock = clock;
        this.database = new StateDatabase(home, MemorySchema.SCHEMA, clock);
        this.table = new MemoryTable(new Seal(home));
        this.vectors = new VectorFile(home, clock);
    }

    /**
     * What became of a wish to store something.
     *
     * @param memory the memory that says it now
     * @param fresh false when one in the same category said exactly that already; it was left as it is. One that was not
     *     sensitive, and is to be, has become so
     */
    public record Added(Memory memory, boolean fresh) {}

    Path home() {
        return home;
    }

    /** Whether there is a store; false as long as nothing was ever stored. */
    public boolean exists() {
        return database.exists();
    }

    /** Stores a memory, unless there is one in its category that says the same. */
    public Added add(NewMemory wanted) {
        wanted.check();
        return changeShown((connection, hidden) -> {
            Optional<MemoryRow> equal = table.equal(connection, wanted);
            if (equal.isPresent()) {
                return new Added(table.open(equal.get()), false);
            }
            Instant now = now();
            Optional<MemoryRow> open = wanted.sensitive() ? table.equal(connection, wanted.open()) : Optional.empty();
            if (open.isPresent()) {
                Memory sealed = table.open(open.get()).changed(wanted, now);
                replace(connection, open.get(), sealed, hidden);
                return new Added(sealed, true);
            }
            Memory memory = Memory.first(ids.next(now), wanted, now);
            table.insert(connection, memory, now);
            return new Added(memory, true);
        });
    }

    /** The memory of this id, with what it says even if it is sensitive; empty when it is not there, or deleted. */
    public Optional<Memory> find(String id) {
        return read(
                Optional.empty(),
                connection -> table.find(connection, id)
                        .filter(row -> !row.isDeleted())
                        .map(table::open));
    }

    /**
     * Those that the filter means, the newest first. What is stored, changed or deleted between two pages makes no other
     * memory come twice or not at all.
     *
     * @param cursor {@link MemoryPage#next} of the page before; empty for the first
     * @param limit the most memories on a page
     */
    public MemoryPage list(MemoryFilter filter, Optional<String> cursor, int limit) {
        return read(MemoryPage.NONE, connection -> MemoryListing.newest(connection, filter, cursor, limit));
    }

    /** Those whose deletion can still be undone, the last deleted first; they say nothing. */
    public MemoryPage deleted(Optional<String> cursor, int limit) {
        Instant since = now().minus(MemoryTable.UNDO);
        return read(MemoryPage.NONE, connection -> MemoryListing.deleted(connection, since, cursor, limit));
    }

    /**
     * Those that answer a question best, by its words, their importance and their age. Any text is a question; one without
     * words has no answer. Sensitive memories are not found.
     *
     * <p>What is stored, changed or deleted between two pages changes the order, so that a memory may come twice or not at all.
     *
     * @param cursor {@link MemoryPage#next} of the page before, with the same question and filter; empty for the first
     * @param limit the most memories on a page
     */
    public MemoryPage recall(String question, MemoryFilter filter, Optional<String> cursor, int limit) {
        Instant now = now();
        return read(
                MemoryPage.NONE, connection -> MemoryRanking.best(connection, question, filter, cursor, limit, now));
    }

    /** The same, with those that are near to the question in what they mean. */
    MemoryPage recall(
            String question, MemoryFilter filter, MemoryVectors.Nearness near, Optional<String> cursor, int limit) {
        Instant now = now();
        return read(
                MemoryPage.NONE,
                connection -> FusedRanking.best(connection, question, filter, near, cursor, limit, now));
    }

    /** Of all memories that may be looked for by what they mean. */
    List<Digest> openDigests() {
        return read(
                List.of(),
                connection -> Sql.query(
                        connection,
                        "SELECT digest FROM memory WHERE deleted IS NULL AND sensitive = 0",
                        row -> Digest.of(row.getBytes(1))));
    }

    /** What those of these memories say that are there and not sensitive. */
    Map<Digest, String> contents(List<Digest> digests) {
        return read(Map.of(), connection -> {
            Map<Digest, String> contents = new LinkedHashMap<>();
            for (Digest digest : digests) {
                Sql.query(
                                connection,
                                "SELECT content FROM memory WHERE digest = ? AND deleted IS NULL AND sensitive = 0"
                                        + " LIMIT 1",
                                row -> row.getString(1),
                                digest.bytes())
                        .forEach(content -> contents.put(digest, content));
            }
            return contents;
        });
    }

    /** Differs after every change that another store object, of whatever process, has made since the last look. */
    String changeMark() {
        return read(
                "",
                connection -> Sql.number(connection, "PRAGMA data_version") + " "
                        + Sql.number(connection, "SELECT coalesce(max(number), 0) FROM memory"));
    }

    /** Changes a memory; one that is like that already is left as it is. */
    public Memory update(String id, MemoryChange wish) {
        requireStore(id);
        return changeShown((connection, hidden) -> {
            MemoryRow row = present(connection, id);
            Memory old = table.open(row);
            NewMemory wanted = wish.applied(old.chosen());
            if (wanted.equals(old.chosen())) {
                return old;
            }
            wanted.check();
            Memory changed = old.changed(wanted, now());
            replace(connection, row, changed, hidden);
            return changed;
        });
    }

    /**
     * Looks and acts in one step: nobody changes any memory while this runs. Makes the store when it is not there.
     *
     * @param work does nothing that takes long
     */
    public <T> T edit(MemoryEdits.Work<T> work) {
        return changeShown((connection, hidden) -> work.run(new MemoryEdits(table, connection, hidden, now())));
    }

    /** Deletes a memory: it is found no more, and goes for good after thirty days. One that was deleted stays so. */
    public Memory delete(String id) {
        requireStore(id);
        return changeShown((connection, hidden) -> {
            MemoryRow row = table.find(connection, id).orElseThrow(() -> unknown(id));
            if (row.isDeleted()) {
                return row.memory();
            }
            Memory gone = row.memory().gone(now());
            replace(connection, row, gone, hidden);
            return gone;
        });
    }

    /**
     * Puts a memory back as it was before its last change, or at an earlier revision. That is a change too, and can be
     * undone.
     */
    public Memory undo(String id, Optional<Long> revision) {
        requireStore(id);
        return changeShown((connection, hidden) -> {
            MemoryRow row = table.find(connection, id).orElseThrow(() -> unknown(id));
            Instant now = now();
            MemoryRow version = table.versions(connection, id, now).stream()
                    .filter(each -> revision.isEmpty() || each.memory().revision() == revision.get())
                    .findFirst()
                    .orElseThrow(() -> nothingToUndo(id, revision));
            Memory back = row.memory().back(table.open(version), now);
            replace(connection, row, back, hidden);
            return back;
        });
    }

    /** How a memory was before changes that can be undone, the latest first, with what it said even if it is sensitive. */
    public List<Memory> versions(String id) {
        Instant now = now();
        return read(
                List.of(),
                connection -> table.versions(connection, id, now).stream()
                        .map(table::open)
                        .toList());
    }

    /** How many there are. Reads indexes alone. */
    public MemoryCounts counts() {
        return read(MemoryCounts.NONE, MemoryStore::count);
    }

    /**
     * Stores memories as they are, with their ids and times, in one step. One whose id the store knows, be it a deleted one,
     * is left as it is.
     *
     * @return for each, in their order, what became of it
     */
    List<Taken> take(List<Memory> memories) {
        memories.forEach(memory -> memory.chosen().checkStorable());
        return database.write(connection -> {
            List<Taken> taken = new ArrayList<>();
            for (Memory memory : memories) {
                taken.add(take(connection, memory));
            }
            return taken;
        });
    }

    /** What became of a memory that was brought along. */
    enum Taken {
        /** It is stored. */
        STORED,
        /** It was there, just so. */
        SAME,
        /** One of its id is there, or was deleted, and is not the same. */
        DIFFERENT
    }

    /**
     * A memory to be stored once, however often it is said.
     *
     * @param id an id of the caller's
     * @param created when it came to be
     */
    public record Once(String id, NewMemory wanted, Instant created) {
        private Memory memory() {
            return Memory.first(id, wanted, Micros.truncated(created));
        }
    }

    /**
     * Stores memories under ids of the caller's in one step, each once: whoever is not sure whether they are stored may say
     * it again.
     *
     * @return how many were stored now
     */
    @CanIgnoreReturnValue
    public int addOnce(List<Once> memories) {
        List<Taken> taken = take(memories.stream().map(Once::memory).toList());
        return Collections.frequency(taken, Taken.STORED);
    }

    /**
     * Gives all memories that are there, in the order in which they came to this store.
     *
     * @param sensitive whether sensitive ones are among them, with what they say
     */
    public void each(boolean sensitive, Consumer<Memory> use) {
        long[] last = {0};
        boolean more = exists();
        while (more) {
            List<MemoryRow> rows = database.read(connection -> Sql.query(
                    connection,
                    "SELECT * FROM memory WHERE number > ? AND deleted IS NULL AND (sensitive = 0 OR ?) ORDER BY number"
                            + " LIMIT " + MOST_AT_ONCE,
                    MemoryRow::read,
                    last[0],
                    sensitive ? 1 : 0));
            rows.forEach(row -> use.accept(table.open(row)));
            more = rows.size() == MOST_AT_ONCE;
            last[0] = more ? rows.get(rows.size() - 1).number() : last[0];
        }
    }

    /**
     * Some of the memories that are there, by their ids. Whoever goes on after the last one of each page gets every memory that
     * is there all the time once.
     *
     * @param id gives those after it; empty for the first
     * @param sensitive whether sensitive ones are among them, with what they say
     * @param limit the most memories to give
     */
    public List<Memory> after(String id, boolean sensitive, int limit) {
        return read(
                List.of(),
                connection -> Sql.query(
                                connection,
                                "SELECT * FROM memory WHERE id > ? AND deleted IS NULL AND (sensitive = 0 OR ?) ORDER BY id"
                                        + " LIMIT ?",
                                MemoryRow::read,
                                id,
                                sensitive ? 1 : 0,
                                limit)
                        .stream()
                        .map(table::open)
                        .toList());
    }

    /**
     * The memories as the sync with a server sees them.
     *
     * @param server tells it from all others: its address and the user there. What is known of one is not known of another
     */
    public RecordStore records(String server) {
        return new MemoryRecords(this, server);
    }

    /** Closes the store's file; later calls fail. Calling it again does nothing. */
    @Override
    public void close() {
        database.close();
        vectors.close();
    }

    private Taken take(Connection connection, Memory memory) throws SQLException {
        Optional<MemoryRow> there = table.find(connection, memory.id());
        if (there.isEmpty()) {
            table.insert(connection, memory, now());
            return Taken.STORED;
        }
        MemoryRow row = there.get();
        return !row.isDeleted() && table.open(row).chosen().equals(memory.chosen()) ? Taken.SAME : Taken.DIFFERENT;
    }

    /** A change that may hide memories; it adds those it hid. */
    interface ShownChange<T> {
        T run(Connection connection, List<Digest> hidden) throws SQLException;
    }

    /** What a memory meant is told by no vector from when nobody may see it any more. */
    <T> T changeShown(ShownChange<T> work) {
        List<Digest> hidden = new ArrayList<>();
        T result = change(connection -> {
            hidden.clear(); // it may be run again
            return work.run(connection, hidden);
        });
        forget(hidden);
        return result;
    }

    /** The change is made by now, whatever becomes of the vectors; what has one that should not is not found by it. */
    private void forget(List<Digest> hidden) {
        try {
            vectors.forget(hidden);
        } catch (StateException e) {
            LOG.warn(
                    "Vectors of memories that are hidden now could not be removed; the next look at all of them does. {}",
                    e.getMessage());
        }
    }

    private void replace(Connection connection, MemoryRow row, Memory memory, List<Digest> hidden) throws SQLException {
        Digest.addHidden(row, memory, hidden);
        table.replace(connection, row, memory);
    }

    private MemoryRow present(Connection connection, String id) throws SQLException {
        MemoryRow row = table.find(connection, id).orElseThrow(() -> unknown(id));
        if (row.isDeleted()) {
            throw new MemoryException(
                    "The memory " + id + " was deleted; 'holdfast memory undo " + id + "' brings it back.");
        }
        return row;
    }

    /** Nothing is made for a memory that can not be there. */
    private void requireStore(String id) {
        if (!exists()) {
            throw unknown(id);
        }
    }

    private static MemoryException unknown(String id) {
        String shown = id.length() <= 80 ? id : id.substring(0, 80) + "…";
        return new MemoryException("There is no memory \"" + shown + "\"; list or recall memories to see their ids.");
    }

    private static MemoryException nothingToUndo(String id, Optional<Long> revision) {
        return new MemoryException(
                revision.map(number -> "The memory " + id + " has no revision " + number + " to go back to")
                                .orElse("The memory " + id + " has no change to undo")
                        + "; changes are kept for " + MemoryTable.UNDO.toDays() + " days.");
    }

    private static MemoryCounts count(Connection connection) throws SQLException {
        Map<String, Long> byCategory = new LinkedHashMap<>();
        List<Map.Entry<String, Long>> all = Sql.query(
                connection,
                "SELECT category, count(*) FROM memory WHERE deleted IS NULL GROUP BY category ORDER BY category",
                row -> Map.entry(row.getString(1), row.getLong(2)));
        all.forEach(entry -> byCategory.put(entry.getKey(), entry.getValue()));
        long sensitive = Sql.number(connection, "SELECT count(*) FROM memory WHERE sensitive = 1 AND deleted IS NULL");
        Optional<Instant> last = Sql.query(
                        connection, "SELECT written FROM memory ORDER BY written DESC LIMIT 1", row -> row.getLong(1))
                .stream()
                .findFirst()
                .map(Micros::instant);
        long total = byCategory.values().stream().mapToLong(Long::longValue).sum();
        return new MemoryCounts(total, byCategory, sensitive, last);
    }

    /** Looking makes no file: a store that nobody has put anything into is no source yet. */
    <T> T read(T without, StateDatabase.Work<T> work) {
        return database.readIfThere(without, work);
    }

    <T> T change(StateDatabase.Work<T> work) {
        return database.write(connection -> {
            table.forget(connection, now());
            return work.run(connection);
        });
    }

    MemoryTable table() {
        return table;
    }

    String nextId(Instant now) {
        return ids.next(now);
    }

    Instant now() {
        return Micros.truncated(clock.instant());
    }
}
