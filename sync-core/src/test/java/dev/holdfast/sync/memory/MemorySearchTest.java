package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.state.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemorySearchTest {
    @TempDir
    Path home = Path.of("");

    private final ManualClock clock = new ManualClock();
    private MemoryStore store = new MemoryStore(home, clock);

    @BeforeEach
    void open() {
        store = new MemoryStore(home, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Memory add(String content, String tags, String keywords, double importance) {
        return store.add(new NewMemory("facts", new MemoryText(content, tags, keywords), importance, false))
                .memory();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            add("Filler number " + i + " about nothing in particular", "", "", 0.5);
        }
    }

    private List<String> found(String question) {
        return contents(store.recall(question, MemoryFilter.ALL, Optional.empty(), 50));
    }

    private static List<String> contents(MemoryPage page) {
        return page.memories().stream().map(memory -> memory.text().content()).toList();
    }

    /** What comes first, and what it comes before. */
    @Test
    void theRankingIsPinned() {
        fill(30);
        add("The deploy script lives in tools", "", "", 0.5);
        add("Deployment notes for the old cluster", "", "", 0.5);
        assertThat(found("deploy"))
                .as("the word itself before longer ones")
                .containsExactly("The deploy script lives in tools", "Deployment notes for the old cluster");

        add("Pancakes for breakfast", "", "", 0.1);
        add("Pancakes for supper", "", "", 0.9);
        assertThat(found("pancakes"))
                .as("what matters first")
                .containsExactly("Pancakes for supper", "Pancakes for breakfast");

        add("Marmot seen by the lake", "", "", 0.5);
        clock.advance(Duration.ofDays(200));
        add("Marmot seen by the hut", "", "", 0.5);
        assertThat(found("marmot"))
                .as("the recent first")
                .containsExactly("Marmot seen by the hut", "Marmot seen by the lake");

        add("Nothing is said here", "volcano", "", 0.5);
        add("Somebody saw one volcano there", "", "", 0.5);
        assertThat(found("volcano"))
                .as("what is filed under it first")
                .containsExactly("Nothing is said here", "Somebody saw one volcano there");

        add("The quartz watch", "", "", 0.5);
        add("The quartz watch belongs to Grandfather", "", "", 0.5);
        assertThat(found("grandfather quartz").get(0))
                .as("more of the words first")
                .contains("Grandfather");

        add("Teaching starts at nine", "", "school lessons", 0.5);
        assertThat(found("lessons")).as("by keywords").containsExactly("Teaching starts at nine");
    }

    @ParameterizedTest
    @CsvSource({
        "Grüße aus Köln, koln",
        "Grüße aus Köln, GRUßE",
        "日本語のメモ帳, 本語",
        "今日は寿司を食べた, 寿司",
        "한국어로 쓴 메모, 국어",
        "The crab 🦀 is the mascot, 🦀",
        "Party time🎉tonight, tonight",
        "Use Foo.bar_baz() here, bar_baz",
        "Use Foo.bar_baz() here, foo.bar",
        "call it café, cafe"
    })
    void scriptsEmojiAndCodeAreFound(String content, String question) {
        fill(3);
        add(content, "", "", 0.5);
        assertThat(found(question)).containsExactly(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"",
                "\"\"",
                "\"unbalanced",
                "NEAR(a b, 3)",
                "a NEAR b",
                "AND",
                "OR OR",
                "NOT",
                "a AND",
                "content:secret",
                "{content tags}: x",
                "-word",
                "^word",
                "word*",
                "*",
                "(((",
                "a) OR (b",
                "'; DROP TABLE memory; --",
                "\u0000",
                "👩‍👩‍👧‍👦",
                "\ufe0f",
                "   ",
                "",
                "...",
                "\\",
                "\"a\" \"b\"*",
                "\ud83d"
            })
    void noQuestionIsAnErrorAndNoneIsAnOrder(String question) {
        add("word a b", "", "", 0.5);
        assertThatCode(() -> found(question)).doesNotThrowAnyException();
        assertThatCode(() -> found(question + " word")).doesNotThrowAnyException();
        assertThat(found(question + " word")).containsExactly("word a b");
    }

    @Test
    void aQuestionOfThousandsOfWordsIsAnsweredByItsFirst() {
        add("needle", "", "", 0.5);
        assertThat(found("needle " + "straw ".repeat(5000))).containsExactly("needle");
    }

    @Test
    void filtersNarrowListsAndSearches() {
        Instant before = clock.instant();
        store.add(new NewMemory("people", new MemoryText("Ada plays chess", "Games, club", ""), 0.5, false));
        clock.advance(Duration.ofDays(1));
        store.add(new NewMemory("facts", new MemoryText("Chess has 64 fields", "games", ""), 0.5, false));
        MemoryFilter games = new MemoryFilter(Optional.empty(), List.of("GAMES"), Optional.empty(), Optional.empty());
        MemoryFilter both =
                new MemoryFilter(Optional.empty(), List.of("games", "club"), Optional.empty(), Optional.empty());
        MemoryFilter early =
                new MemoryFilter(Optional.empty(), List.of(), Optional.of(before), Optional.of(before.plusSeconds(1)));
        for (boolean search : List.of(true, false)) {
            assertThat(some(search, MemoryFilter.category("people"))).containsExactly("Ada plays chess");
            assertThat(some(search, games)).hasSize(2);
            assertThat(some(search, both)).containsExactly("Ada plays chess");
            assertThat(some(search, early)).containsExactly("Ada plays chess");
            assertThat(some(search, MemoryFilter.category("nothing"))).isEmpty();
        }
    }

    private List<String> some(boolean search, MemoryFilter filter) {
        return contents(
                search
                        ? store.recall("chess", filter, Optional.empty(), 10)
                        : store.list(filter, Optional.empty(), 10));
    }

    @Test
    void pagesOfAListStayWholeWhileOthersStoreChangeAndDelete() {
        for (int i = 0; i < 25; i++) {
            add("note " + i, i % 2 == 0 ? "even" : "odd", "", 0.5);
        }
        MemoryFilter even = new MemoryFilter(Optional.empty(), List.of("even"), Optional.empty(), Optional.empty());
        for (MemoryFilter filter : List.of(MemoryFilter.ALL, MemoryFilter.category("facts"), even)) {
            List<String> expected = store.list(filter, Optional.empty(), 100).memories().stream()
                    .map(Memory::id)
                    .toList();
            List<String> seen = new ArrayList<>();
            Optional<String> cursor = Optional.empty();
            do {
                MemoryPage page = store.list(filter, cursor, 4);
                page.memories().forEach(memory -> seen.add(memory.id()));
                cursor = page.next();
                add("meanwhile " + seen.size() + filter, "even", "", 0.5);
            } while (cursor.isPresent());
            assertThat(seen).isEqualTo(expected);
        }
        String first = store.list(MemoryFilter.ALL, Optional.empty(), 1).next().orElseThrow();
        Memory newest =
                store.list(MemoryFilter.ALL, Optional.empty(), 1).memories().get(0);
        store.delete(newest.id());
        assertThat(store.list(MemoryFilter.ALL, Optional.of(first), 1).memories())
                .as("the page behind one that has gone")
                .doesNotContain(newest)
                .hasSize(1);
    }

    @Test
    void pagesOfASearchShowEachMemoryOnceWhileOthersStore() {
        for (int i = 0; i < 23; i++) {
            add("apple " + "pear ".repeat(i % 5) + i, "", "", 0.5);
        }
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            MemoryPage page = store.recall("apple", MemoryFilter.ALL, cursor, 5);
            page.memories().forEach(memory -> seen.add(memory.id()));
            cursor = page.next();
            clock.advance(Duration.ofDays(20));
            add("plum " + seen.size(), "", "", 1);
        } while (cursor.isPresent());
        assertThat(seen).hasSize(23);
        assertThat(new HashSet<>(seen)).hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "n_1", "n_1_2_3", "r_1_2", "n_a_b", "n__", "n_99999999999999999999_1"})
    void aForeignCursorIsSaidInASentence(String cursor) {
        add("one", "", "", 0.5);
        assertThatThrownBy(() -> store.list(MemoryFilter.ALL, Optional.of(cursor), 5))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("cursor");
    }
}
