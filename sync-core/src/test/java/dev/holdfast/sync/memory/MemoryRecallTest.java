package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.sync.embedding.Embedder;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memories are found by what they mean where an embedder is there, and just as without one where it is not. */
class MemoryRecallTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path home = Path.of("");

    private final ManualClock clock = new ManualClock();
    private final Themes themes = new Themes("themes");
    private MemoryStore store = new MemoryStore(home, clock);
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void open() {
        store = new MemoryStore(home, clock);
        open.add(store);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private MemoryVectors vectors(Optional<Embedder> embedder) {
        MemoryVectors vectors = new MemoryVectors(home, clock, () -> embedder);
        open.add(vectors);
        return vectors;
    }

    private MemoryRecall recall(Optional<Embedder> embedder, Duration patience) {
        MemoryRecall recall = new MemoryRecall(store, vectors(embedder), patience);
        open.add(recall);
        return recall;
    }

    private MemoryRecall settled() {
        MemoryRecall recall = recall(Optional.of(themes), LONG);
        recall.settle(LONG);
        return recall;
    }

    private Memory add(String content) {
        return store.add(NewMemory.fact(content)).memory();
    }

    private Memory add(String content, double importance) {
        return store.add(new NewMemory("facts", new MemoryText(content, "", ""), importance, false))
                .memory();
    }

    private static NewMemory sensitive(String content) {
        return new NewMemory("facts", new MemoryText(content, "", ""), 0.5, true);
    }

    private static List<String> contents(MemoryPage page) {
        return page.memories().stream().map(memory -> memory.text().content()).toList();
    }

    private static List<String> found(MemoryRecall recall, String question) {
        return contents(recall.recall(question, MemoryFilter.ALL, Optional.empty(), 50));
    }

    @Test
    void whatMeansTheSameIsFoundThoughNoWordIsTheSame() {
        add("The loaf needs a hotter oven");
        add("The vehicle is at the garage");
        assertThat(found(settled(), "sourdough baking")).containsExactly("The loaf needs a hotter oven");
    }

    @Test
    void whoAnswersByWordsAndByMeaningGoesBeforeWhoDoesByOne() {
        add("Monday is the day for baking in the oven");
        add("A note on Monday about sourdough");
        add("sourdough");
        add("The ship leaves on Monday");
        assertThat(found(settled(), "Monday baking").subList(0, 2))
                .containsExactlyInAnyOrder(
                        "Monday is the day for baking in the oven", "A note on Monday about sourdough");
    }

    @Test
    void ofTwoThatMeanTheSameTheImportantOneGoesFirst() {
        add("oven and loaf", 1.0);
        add("loaf and oven", 0.1);
        assertThat(found(settled(), "sourdough")).containsExactly("oven and loaf", "loaf and oven");
    }

    @Test
    void withoutAnEmbedderAllIsAsTheStoreHasIt() {
        add("The loaf needs a hotter oven");
        add("A sourdough starter");
        MemoryRecall recall = recall(Optional.empty(), LONG);
        recall.settle(LONG);
        assertThat(recall.recall("sourdough", MemoryFilter.ALL, Optional.empty(), 50))
                .isEqualTo(store.recall("sourdough", MemoryFilter.ALL, Optional.empty(), 50));
        assertThat(home.resolve(MemoryVectors.FILE_NAME)).doesNotExist();
    }

    @Test
    void filtersHoldForWhatIsFoundByMeaning() {
        add("The loaf needs a hotter oven");
        store.add(new NewMemory("kitchen", new MemoryText("bread goes in at nine", "a, b", ""), 0.5, false));
        MemoryRecall recall = settled();
        assertThat(contents(recall.recall("sourdough", MemoryFilter.category("kitchen"), Optional.empty(), 50)))
                .containsExactly("bread goes in at nine");
        MemoryFilter tagged = new MemoryFilter(Optional.empty(), List.of("B"), Optional.empty(), Optional.empty());
        assertThat(contents(recall.recall("sourdough", tagged, Optional.empty(), 50)))
                .containsExactly("bread goes in at nine");
    }

    @Test
    void aSensitiveMemoryIsShownToNoEmbedderAndFoundByNoMeaning() throws Exception {
        store.add(sensitive("canary sourdough"));
        add("bread");
        MemoryRecall recall = settled();
        assertThat(found(recall, "baking")).containsExactly("bread");
        assertThat(themes.seen).noneMatch(text -> text.contains("canary"));
    }

    @Test
    void aMemoryThatBecomesSensitiveOrIsDeletedLosesItsVectorAtOnce() throws Exception {
        Memory sealed = add("sourdough is a secret");
        Memory deleted = add("sourdough is gone");
        Memory again = add("sourdough once more");
        MemoryRecall recall = settled();
        assertThat(found(recall, "baking")).hasSize(3);
        MemoryVectors vectors = vectors(Optional.empty());
        store.update(
                sealed.id(),
                new MemoryChange(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(true)));
        store.delete(deleted.id());
        store.add(sensitive("sourdough once more"));
        assertThat(vectors.of(List.of(sealed, deleted, again))).allMatch(Optional::isEmpty);
        assertThat(found(recall, "baking")).isEmpty();
        assertThat(Files.readString(home.resolve(MemoryVectors.FILE_NAME), StandardCharsets.ISO_8859_1))
                .doesNotContain("sourdough");
    }

    @Test
    void anEditIsFoundByWhatItMeansNow() {
        Memory memory = add("bread");
        MemoryRecall recall = settled();
        store.update(
                memory.id(),
                new MemoryChange(
                        Optional.empty(),
                        Optional.of("ship"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(found(recall, "baking"))
                .as("even before its new vector is made")
                .isEmpty();
        recall.settle(LONG);
        assertThat(found(recall, "sailing")).containsExactly("ship");
        assertThat(found(recall, "baking")).isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetitionThoughMemoriesAndVectorsCome() {
        for (int i = 0; i < 12; i++) {
            add("loaf number " + i);
        }
        for (int i = 0; i < 9; i++) {
            add("sourdough " + i);
        }
        MemoryRecall recall = settled();
        List<String> whole = found(recall, "sourdough");
        assertThat(whole).hasSize(21);
        List<String> paged = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            MemoryPage page = recall.recall("sourdough", MemoryFilter.ALL, cursor, 5);
            paged.addAll(contents(page));
            cursor = page.next();
            add("sourdough that came between, after " + paged.size());
            recall.settle(LONG);
        } while (cursor.isPresent());
        assertThat(paged).isEqualTo(whole);
    }

    @Test
    void aPageThatBeganByWordsGoesOnByWords() {
        for (int i = 0; i < 8; i++) {
            add("sourdough " + i);
            add("loaf " + i);
        }
        List<String> whole = contents(store.recall("sourdough", MemoryFilter.ALL, Optional.empty(), 50));
        MemoryPage first = recall(Optional.empty(), LONG).recall("sourdough", MemoryFilter.ALL, Optional.empty(), 5);
        MemoryPage second = settled().recall("sourdough", MemoryFilter.ALL, first.next(), 5);
        assertThat(contents(second)).isEqualTo(whole.subList(5, 8));
    }

    @Test
    void aPageThatBeganByMeaningIsNotGoneOnWithByWords() {
        for (int i = 0; i < 8; i++) {
            add("loaf " + i);
        }
        Optional<String> next = settled()
                .recall("sourdough", MemoryFilter.ALL, Optional.empty(), 5)
                .next();
        assertThat(next).isPresent();
        MemoryRecall other = recall(Optional.empty(), LONG);
        assertThatThrownBy(() -> other.recall("sourdough", MemoryFilter.ALL, next, 5))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("leave out the cursor");
    }

    /** The first waits for as long as it was told to, and the next ones for nothing. */
    @Test
    void anEmbedderThatHangsHoldsUpNoRecall() {
        add("sourdough");
        CountDownLatch never = new CountDownLatch(1);
        Embedder hanging = new Embedder() {
            @Override
            public String model() {
                return "hanging";
            }

            @Override
            public int dimensions() {
                return 1;
            }

            @Override
            public List<float[]> embed(List<String> texts) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return List.of();
            }
        };
        vectorsFileIsThere();
        MemoryRecall recall = recall(Optional.of(hanging), Duration.ofMillis(20));
        for (int i = 0; i < 50; i++) {
            assertThat(found(recall, "sourdough")).containsExactly("sourdough");
        }
        never.countDown();
    }

    private void vectorsFileIsThere() {
        settled();
        assertThat(home.resolve(MemoryVectors.FILE_NAME)).exists();
    }

    @Test
    void anEmbedderThatFailsLeavesTheWords() {
        add("sourdough");
        vectorsFileIsThere();
        themes.broken = true;
        add("loaf");
        MemoryRecall recall = settled();
        assertThat(found(recall, "sourdough")).containsExactly("sourdough");
        assertThat(found(recall, "baking")).isEmpty();
    }

    @Test
    void vectorsOfAnotherModelAreNotComparedAndAreMadeAnew() throws Exception {
        Memory memory = add("loaf");
        settled();
        Themes others = new Themes("others");
        MemoryRecall recall = recall(Optional.of(others), LONG);
        assertThat(found(recall, "sourdough")).isEmpty();
        recall.settle(LONG);
        assertThat(others.seen).contains("loaf");
        assertThat(found(recall, "sourdough")).containsExactly("loaf");
        assertThat(vectors(Optional.empty()).of(List.of(memory))).allMatch(Optional::isPresent);
    }

    @Test
    void aVectorIsMadeOnceAlsoAcrossProcessesAndGoesWithItsMemory() throws Exception {
        Memory stays = add("loaf");
        Memory goes = add("oven");
        settled();
        themes.seen.clear();
        store.delete(goes.id());
        store.undo(goes.id(), Optional.empty());
        store.delete(goes.id());
        MemoryVectors again = vectors(Optional.of(themes));
        again.update(new CancelSignal());
        assertThat(themes.seen).isEmpty();
        assertThat(again.of(List.of(stays, goes)))
                .extracting(Optional::isPresent)
                .containsExactly(true, false);
    }

    @Test
    void aDamagedFileOfVectorsIsMadeAnew() throws Exception {
        add("loaf");
        settled();
        close();
        open.clear();
        Files.writeString(home.resolve(MemoryVectors.FILE_NAME), "damaged ".repeat(2000));
        open();
        assertThat(found(settled(), "sourdough")).containsExactly("loaf");
    }

    @Test
    void packingAVectorKeepsItsDirection() {
        float[] one = new float[384];
        float[] other = new float[384];
        for (int i = 0; i < one.length; i++) {
            one[i] = (float) Math.sin(i);
            other[i] = (float) Math.cos(i * 0.7);
        }
        assertThat(PackedVector.closeness(PackedVector.pack(unit(one)), PackedVector.pack(unit(one))))
                .isCloseTo(1, within(0.01));
        double exact = 0;
        for (int i = 0; i < one.length; i++) {
            exact += unit(one)[i] * unit(other)[i];
        }
        assertThat(PackedVector.closeness(PackedVector.pack(unit(one)), PackedVector.pack(unit(other))))
                .isCloseTo(exact, within(0.01));
        assertThat(PackedVector.unpack(PackedVector.pack(new float[3]))).containsExactly(0, 0, 0);
    }

    private static float[] unit(float[] vector) {
        double length = 0;
        for (float number : vector) {
            length += number * number;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < vector.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(length));
        }
        return unit;
    }
}
