package dev.holdfast.sync.memory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the memories of a file into the store. The file is read to its end before anything is stored, so that one that is
 * not as it should be changes nothing. The same file again adds nothing, and goes on where an import was cut short; what the
 * store has in another version, or has deleted, is left as it is and counted.
 */
public final class MemoryImport {
    private static final int BATCH = 200;
    private static final int BATCH_CHARACTERS = 2_000_000;

    private final MemoryStore store;
    private final Map<MemoryStore.Taken, Long> counts = new EnumMap<>(MemoryStore.Taken.class);
    private final List<Memory> batch = new ArrayList<>();
    private int characters;

    private MemoryImport(MemoryStore store) {
        this.store = store;
    }

    /**
     * What an import did.
     *
     * @param format what the file was
     * @param stored how many memories are new
     * @param same how many were there already, just so
     * @param different how many were left as they are here, since they were changed or deleted
     */
    public record Report(MemoryFormat format, long stored, long same, long different) {}

    /**
     * Brings them in.
     *
     * @param clock tells the time for what has none of its own
     * @throws MemoryException when the file can't be read or something in it can't be stored; says where
     * @throws dev.holdfast.sync.state.StateException when the store can't be used
     */
    public static Report run(Path file, MemoryStore store, InstantSource clock) {
        MemoryFormat format = MemoryFormat.of(file);
        MemoryReader reader = switch (format) {
            case JSON_LINES -> new JsonLinesReader(Micros.truncated(clock.instant()));
            case KNOWLEDGE_GRAPH -> new GraphReader(Micros.truncated(clock.instant()));
            case CLAUDE_MEMORY -> new ClaudeMemoryReader(Micros.truncated(clock.instant()));
        };
        MemoryImport work = new MemoryImport(store);
        try {
            reader.read(file, memory -> {});
            reader.read(file, work::add);
        } catch (IOException e) {
            throw MemoryFormat.unreadable(file, e);
        }
        work.storeBatch();
        return new Report(
                format,
                work.count(MemoryStore.Taken.STORED),
                work.count(MemoryStore.Taken.SAME),
                work.count(MemoryStore.Taken.DIFFERENT));
    }

    private long count(MemoryStore.Taken taken) {
        return counts.getOrDefault(taken, 0L);
    }

    private void add(Memory memory) {
        batch.add(memory);
        characters += memory.text().content().length();
        // Others wait for the store meanwhile, so no batch is long.
        if (batch.size() == BATCH || characters > BATCH_CHARACTERS) {
            storeBatch();
        }
    }

    private void storeBatch() {
        if (!batch.isEmpty()) {
            store.take(batch).forEach(taken -> counts.merge(taken, 1L, Long::sum));
            batch.clear();
            characters = 0;
        }
    }
}
