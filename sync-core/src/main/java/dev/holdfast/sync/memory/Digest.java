package dev.holdfast.sync.memory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tells what an open memory says, and in which category, from anything else. */
record Digest(long high, long low) {
    /** How many bytes it has. */
    static final int BYTES = 16;

    static Digest of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Digest(buffer.getLong(), buffer.getLong());
    }

    /** Of a memory that is not sensitive. */
    static Digest of(Memory memory) {
        return of(MemoryTable.sha256(
                (memory.category() + "\0" + memory.text().content()).getBytes(StandardCharsets.UTF_8)));
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    /** Adds that of a memory of which nobody may see any more what it meant, now that it is like this. */
    static void addHidden(MemoryRow row, Memory now, List<Digest> hidden) {
        if (row.isSearchable() && (now.sensitive() || now.deleted().isPresent())) {
            hidden.add(Digest.of(row.memory()));
        }
    }
}
