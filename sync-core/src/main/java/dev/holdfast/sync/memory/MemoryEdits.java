package dev.holdfast.sync.memory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Memories inside a transaction of {@link MemoryStore#edit}, for whoever has to look and act in one step: nobody else changes
 * any of them meanwhile. What is done here is an edit like any other, with its revision, its index and its undo. Not to be used
 * after the work has returned.
 */
public final class MemoryEdits {
    private final MemoryTable table;
    private final Connection connection;
    private final List<Digest> hidden;
    private final Instant now;

    MemoryEdits(MemoryTable table, Connection connection, List<Digest> hidden, Instant now) {
        this.table = table;
        this.connection = connection;
        this.hidden = hidden;
        this.now = now;
    }

    /** Looks and acts. It may be run again, so it must have no effects besides those on the memories. */
    @FunctionalInterface
    public interface Work<T> {
        T run(MemoryEdits edits) throws SQLException;
    }

    /** The memory of this id, with what it says even if it is sensitive. A deleted one is found too, and says nothing. */
    public Optional<Memory> find(String id) throws SQLException {
        return table.find(connection, id).map(table::open);
    }

    /**
     * Makes a memory say this: a new one, one that is there, or a deleted one, which is there again. One that is like that
     * already is left as it is.
     *
     * @param wanted passes {@link NewMemory#check}
     * @param created since when there is a new one; now when empty
     * @param updated when it came to say this; now when empty
     * @throws MemoryException when nobody should be able to store this; nothing was changed
     */
    public Memory put(String id, NewMemory wanted, Optional<Instant> created, Optional<Instant> updated)
            throws SQLException {
        wanted.check();
        Optional<MemoryRow> there = table.find(connection, id);
        if (there.isEmpty()) {
            Instant since = created.map(Micros::truncated).orElse(now);
            Memory first = Memory.first(id, wanted, since)
                    .at(updated.map(Micros::truncated).orElse(since));
            table.insert(connection, first, now);
            return first;
        }
        MemoryRow row = there.get();
        Instant when = updated.map(Micros::truncated).orElse(now);
        if (!row.isDeleted()) {
            Memory old = table.open(row);
            boolean same = wanted.equals(old.chosen());
            if (same && (updated.isEmpty() || when.equals(old.updated()))) {
                return old;
            }
        }
        return replace(row, row.memory().taken(wanted, when));
    }

    /** Deletes a memory that is there, as {@link MemoryStore#delete} does. */
    public Memory delete(String id) throws SQLException {
        MemoryRow row = table.find(connection, id)
                .filter(each -> !each.isDeleted())
                .orElseThrow(() -> new MemoryException("There is no memory \"" + id + "\" any more."));
        return replace(row, row.memory().gone(now));
    }

    private Memory replace(MemoryRow row, Memory memory) throws SQLException {
        Digest.addHidden(row, memory, hidden);
        table.replace(connection, row, memory, now);
        return memory;
    }
}
