package dev.holdfast.testkit.akosha;

import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.http.MemoryFeed;
import dev.holdfast.sync.method.http.OutgoingMemory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Memories that a test made up, in a source of the name given. */
record ListFeed(String source, List<OutgoingMemory> memories) implements MemoryFeed {
    static OutgoingMemory memory(String id) {
        return without(id, Optional.of(vector(id)));
    }

    static OutgoingMemory without(String id, Optional<float[]> embedding) {
        return new OutgoingMemory(
                id, "what " + id + " was about", embedding, Optional.of(Instant.EPOCH), "reflection", Map.of());
    }

    private static float[] vector(String id) {
        float[] vector = new float[OutgoingMemory.DIMENSIONS];
        Arrays.fill(vector, id.hashCode() % 1000 / 1000f);
        return vector;
    }

    static List<OutgoingMemory> memories(int count) {
        return IntStream.range(0, count).mapToObj(i -> memory("memory-" + i)).toList();
    }

    SourceSetting setting() {
        return new SourceSetting(source, Path.of(source).toAbsolutePath());
    }

    @Override
    public boolean reads(SourceSetting asked) {
        return asked.name().equals(source);
    }

    @Override
    public boolean mayBringEmbeddings() {
        return memories.stream().anyMatch(memory -> memory.embedding().isPresent());
    }

    @Override
    public void read(SourceSetting asked, Taker taker, CancelSignal cancel) throws SyncException {
        taker.begin(source + ".list", 1000, memories.size());
        for (int from = 0; from < memories.size(); from += PAGE) {
            taker.take(memories.subList(from, Math.min(memories.size(), from + PAGE)));
        }
    }
}
