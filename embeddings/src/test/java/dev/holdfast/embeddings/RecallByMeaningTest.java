package dev.holdfast.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryRecall;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryVectors;
import dev.holdfast.sync.memory.NewMemory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recall makes of the real model. */
class RecallByMeaningTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path home = Path.of("");

    @Test
    void questionsFindWhatAnswersThemInOtherWordsAndNothingElse() {
        try (MemoryStore store = new MemoryStore(home, InstantSource.system());
                MemoryRecall recall = new MemoryRecall(store, vectors(), LONG)) {
            for (String fact : List.of(
                    "Our nightly dump of PostgreSQL is put back with pg_restore on the standby host.",
                    "Anna drinks Earl Grey every morning.",
                    "The weekly stand-up was moved to Friday at nine.",
                    "The invoice service rounds half cents up.",
                    "Grandmother's sourdough needs eighteen hours.")) {
                store.add(NewMemory.fact(fact));
            }
            recall.settle(LONG);
            assertThat(best(recall, "recovering the database from a backup")).contains("pg_restore");
            assertThat(best(recall, "favourite hot beverage")).contains("Earl Grey");
            assertThat(best(recall, "what time is our team meeting")).contains("stand-up");
            assertThat(best(recall, "how long to bake bread")).contains("sourdough");
            assertThat(found(recall, "quantum chromodynamics lattice")).isEmpty();
        }
    }

    private MemoryVectors vectors() {
        return new MemoryVectors(home, InstantSource.system(), () -> Optional.of(new MiniLmEmbedder()));
    }

    private static String best(MemoryRecall recall, String question) {
        return found(recall, question).get(0);
    }

    private static List<String> found(MemoryRecall recall, String question) {
        return recall.recall(question, MemoryFilter.ALL, Optional.empty(), 10).memories().stream()
                .map(memory -> memory.text().content())
                .toList();
    }
}
