package dev.holdfast.sync.memory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row as it lies in the table. */
final class MemoryRow {
    private final long number;
    private final Memory memory;
    private final byte @Nullable [] sealed;

    private MemoryRow(long number, Memory memory, byte @Nullable [] sealed) {
        this.number = number;
        this.memory = memory;
        this.sealed = sealed;
    }

    static MemoryRow read(ResultSet row) throws SQLException {
        long deleted = row.getLong("deleted");
        boolean isThere = row.wasNull();
        Memory memory = new Memory(
                row.getString("id"),
                row.getLong("revision"),
                row.getString("category"),
                new MemoryText(row.getString("content"), row.getString("tags"), row.getString("keywords")),
                row.getDouble("importance"),
                row.getBoolean("sensitive"),
                Micros.instant(row.getLong("created")),
                Micros.instant(row.getLong("updated")),
                isThere ? Optional.empty() : Optional.of(Micros.instant(deleted)));
        return new MemoryRow(row.getLong("number"), memory, row.getBytes("sealed"));
    }

    /** The row's own number in its table. */
    long number() {
        return number;
    }

    /** What it holds; says nothing when it is sealed. */
    Memory memory() {
        return memory;
    }

    /** The memory with what it says. */
    Memory opened(Seal seal) {
        return sealed == null ? memory : memory.withText(seal.open(memory.id(), sealed));
    }

    boolean isDeleted() {
        return memory.deleted().isPresent();
    }

    /** Whether the index has it. */
    boolean isSearchable() {
        return sealed == null && !isDeleted();
    }
}
