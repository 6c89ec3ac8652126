package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of vectors when it is a server that hides a memory. */
class HiddenVectorsTest {
    @TempDir
    Path home;

    @Test
    void whatAServerDeletesOrMarksSensitiveKeepsNoVector() {
        InstantSource clock = InstantSource.system();
        try (MemoryStore store = new MemoryStore(home, clock);
                VectorFile vectors = new VectorFile(home, clock)) {
            Memory deleted = store.add(NewMemory.fact("deleted there")).memory();
            Memory marked = store.add(NewMemory.fact("marked there")).memory();
            Memory left = store.add(NewMemory.fact("left alone")).memory();
            var unused = vectors.digests("model");
            byte[] numbers = {1};
            vectors.keep(
                    "model", Map.of(Digest.of(deleted), numbers, Digest.of(marked), numbers, Digest.of(left), numbers));
            store.records("server").change(book -> {
                book.delete(deleted);
                return book.replace(marked, marked.chosen().withSensitive(true), marked.updated());
            });
            assertThat(vectors.digests()).containsExactly(Digest.of(left));
            assertThat(store.find(deleted.id())).isEqualTo(Optional.empty());
        }
    }
}
