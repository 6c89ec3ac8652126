package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.StateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTest {
    private static final String CANARY = "canary-7c1e";

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

    private void reopen() {
        store.close();
        open();
    }

    private Memory add(String content) {
        return store.add(NewMemory.fact(content)).memory();
    }

    private Memory addSensitive(String content) {
        return store.add(new NewMemory("facts", new MemoryText(content, CANARY + "-tag", CANARY + "-word"), 0.5, true))
                .memory();
    }

    private List<String> found(String question) {
        return store.recall(question, MemoryFilter.ALL, Optional.empty(), 50).memories().stream()
                .map(memory -> memory.text().content())
                .toList();
    }

    private static MemoryChange content(String content) {
        return new MemoryChange(
                Optional.empty(),
                Optional.of(content),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static MemoryChange sensitive(boolean sensitive) {
        return new MemoryChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(sensitive));
    }

    @Test
    void lookingMakesNoStore() {
        assertThat(store.list(MemoryFilter.ALL, Optional.empty(), 10).memories())
                .isEmpty();
        assertThat(found("anything")).isEmpty();
        assertThat(store.find("x")).isEmpty();
        assertThat(store.counts()).isEqualTo(MemoryCounts.NONE);
        assertThatThrownBy(() -> store.delete("x")).isInstanceOf(MemoryException.class);
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void whatIsStoredIsThereAfterARestartJustSo() {
        NewMemory wanted =
                new NewMemory("preferences", new MemoryText("Tea, no milk", "food, Drinks", "chai"), 0.9, false);
        Memory stored = store.add(wanted).memory();
        reopen();
        assertThat(store.find(stored.id())).contains(stored);
        assertThat(stored.chosen()).isEqualTo(wanted);
        assertThat(stored.created()).isEqualTo(clock.instant());
        assertThat(stored.revision()).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grüße aus Köln",
                "日本語のメモ",
                "שלום עולם",
                "👩‍👩‍👧‍👦 family 🦀",
                "if (a < b) { return \"x\\n\"; } // 100% '; DROP TABLE memory;--",
                "line\r\nline\ttab\u0000nul\u2028sep",
                "e\u0301 and \u00e9"
            })
    void anyTextComesBackCharByChar(String content) {
        Memory stored = add(content);
        reopen();
        assertThat(store.find(stored.id()).orElseThrow().text().content()).isEqualTo(content);
    }

    @Test
    void aHundredKilobytesAreFineAndMoreThanAMillionCharactersAreRefused() {
        String large = "word ".repeat(20_000) + "needle";
        Memory stored = add(large);
        assertThat(store.find(stored.id()).orElseThrow().text().content()).isEqualTo(large);
        assertThat(found("needle")).containsExactly(large);
        assertThatThrownBy(() -> add("x".repeat(NewMemory.MOST_CONTENT + 1)))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> add("half \ud83d of an emoji"))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("half of a character");
        assertThatThrownBy(() -> add(" ")).isInstanceOf(MemoryException.class).hasMessageContaining("empty");
        assertThatThrownBy(() -> store.add(new NewMemory("facts", new MemoryText("x", "", ""), Double.NaN, false)))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("from 0 to 1");
    }

    @Test
    void theSameThingIsStoredOnce() {
        Memory first = add("The sky is blue");
        MemoryStore.Added second = store.add(NewMemory.fact("The sky is blue"));
        assertThat(second.fresh()).isFalse();
        assertThat(second.memory()).isEqualTo(first);
        assertThat(store.add(new NewMemory("weather", new MemoryText("The sky is blue", "", ""), 0.5, false))
                        .fresh())
                .isTrue();
        Memory secret = addSensitive("The safe is open");
        assertThat(store.add(new NewMemory("facts", new MemoryText("The safe is open", "", ""), 0.5, true))
                        .memory()
                        .id())
                .isEqualTo(secret.id());
        store.delete(first.id());
        assertThat(store.add(NewMemory.fact("The sky is blue")).fresh())
                .as("a deleted one does not count")
                .isTrue();
    }

    @Test
    void whatIsStoredAgainAsSensitiveLeavesNoOpenCopy() {
        Memory open = add("The safe is behind the picture");
        MemoryStore.Added sealed =
                store.add(new NewMemory("facts", new MemoryText("The safe is behind the picture", "", ""), 0.5, true));
        assertThat(sealed.memory().id()).isEqualTo(open.id());
        assertThat(sealed.memory().sensitive()).isTrue();
        assertThat(found("safe picture")).isEmpty();
        assertThat(store.counts().total()).isEqualTo(1);
        assertThat(store.counts().sensitive()).isEqualTo(1);
    }

    @Test
    void aChangeIsFoundByItsNewWordsAloneAndCanBeUndoneAfterARestart() {
        Memory stored = add("The meeting is on Monday");
        clock.advance(Duration.ofDays(1));
        Memory changed = store.update(stored.id(), content("The meeting is on Tuesday"));
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(changed.updated()).isEqualTo(clock.instant());
        assertThat(changed.created()).isEqualTo(stored.created());
        assertThat(found("monday")).isEmpty();
        assertThat(found("tuesday")).containsExactly("The meeting is on Tuesday");
        reopen();
        clock.advance(Duration.ofDays(29));
        assertThat(store.undo(stored.id(), Optional.empty()).text()).isEqualTo(stored.text());
        assertThat(found("monday")).containsExactly("The meeting is on Monday");
        assertThat(found("tuesday")).isEmpty();
        assertThat(store.undo(stored.id(), Optional.empty()).text())
                .as("undoing is a change as well")
                .isEqualTo(changed.text());
        assertThat(store.undo(stored.id(), Optional.of(1L)).text()).isEqualTo(stored.text());
    }

    @Test
    void aChangeToWhatIsThereAlreadyIsNone() {
        Memory stored = add("The same");
        clock.advance(Duration.ofDays(1));
        assertThat(store.update(stored.id(), content("The same"))).isEqualTo(stored);
        assertThat(store.versions(stored.id())).isEmpty();
    }

    @Test
    void whatIsDeletedIsGoneEverywhereAndComesBackWholeAfterARestart() {
        Memory stored = store.add(
                        new NewMemory("people", new MemoryText("Ada likes maths", "ada", "numbers"), 1, false))
                .memory();
        store.delete(stored.id());
        assertThat(store.find(stored.id())).isEmpty();
        assertThat(found("ada maths numbers")).isEmpty();
        assertThat(store.list(MemoryFilter.ALL, Optional.empty(), 10).memories())
                .isEmpty();
        assertThat(store.counts().total()).isZero();
        assertThat(store.delete(stored.id()).revision()).as("once is enough").isEqualTo(2);
        assertThatThrownBy(() -> store.update(stored.id(), content("x"))).hasMessageContaining("undo");
        reopen();
        assertThat(store.deleted(Optional.empty(), 10).memories())
                .extracting(Memory::id)
                .containsExactly(stored.id());
        Memory back = store.undo(stored.id(), Optional.empty());
        assertThat(back.chosen()).isEqualTo(stored.chosen());
        assertThat(found("numbers")).containsExactly("Ada likes maths");
    }

    @Test
    void afterThirtyDaysWhatWasDeletedIsGoneForGood() throws IOException {
        Memory stored = add("fleeting-" + CANARY);
        store.delete(stored.id());
        clock.advance(MemoryTable.UNDO.plusSeconds(1));
        assertThatThrownBy(() -> store.undo(stored.id(), Optional.empty()))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("30 days");
        assertThat(store.deleted(Optional.empty(), 10).memories()).isEmpty();
        add("something else");
        store.close();
        assertThat(bytes("memory.db")).doesNotContain(CANARY);
    }

    @Test
    void aSensitiveMemoryIsInNoListNoSearchAndNoFile() throws IOException {
        Memory secret = addSensitive("The code is " + CANARY);
        add("The code is 1234");
        assertThat(found("code")).containsExactly("The code is 1234");
        assertThat(found(CANARY)).isEmpty();
        MemoryPage page = store.list(MemoryFilter.ALL, Optional.empty(), 10);
        assertThat(page.memories())
                .hasSize(2)
                .anySatisfy(memory -> assertThat(memory.sensitive()).isTrue());
        assertThat(page.memories().toString()).doesNotContain(CANARY);
        assertThat(page.memories())
                .allSatisfy(memory -> assertThat(memory.text().tags()).doesNotContain(CANARY));
        assertThat(store.find(secret.id()).orElseThrow().text().content()).isEqualTo("The code is " + CANARY);
        assertThat(secret.toString()).doesNotContain(CANARY);
        assertThat(store.counts().sensitive()).isOne();
        assertThat(allBytes()).doesNotContain(CANARY);
        store.close();
        assertThat(allBytes()).doesNotContain(CANARY);
    }

    @Test
    void whatBecomesSensitiveLeavesNoTraceInTheFileNotEvenInItsHistory() throws IOException {
        Memory stored = store.add(new NewMemory("facts", new MemoryText("First " + CANARY, CANARY, CANARY), 0.5, false))
                .memory();
        store.update(stored.id(), content("Second " + CANARY));
        store.update(stored.id(), sensitive(true));
        assertThat(found(CANARY)).isEmpty();
        assertThat(store.list(
                                new MemoryFilter(Optional.empty(), List.of(CANARY), Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                10)
                        .memories())
                .isEmpty();
        assertThat(store.versions(stored.id()))
                .extracting(memory -> memory.text().content())
                .containsExactly("Second " + CANARY, "First " + CANARY);
        store.close();
        assertThat(bytes("memory.db")).doesNotContain(CANARY);
        open();
        store.undo(stored.id(), Optional.empty());
        assertThat(found(CANARY)).containsExactly("Second " + CANARY);
    }

    @Test
    void withoutTheirKeySensitiveMemoriesStaySealedAndNoOtherKeyTakesItsPlace() throws IOException {
        Memory secret = addSensitive("The code is " + CANARY);
        Files.move(home.resolve("memory.key"), home.resolve("elsewhere"));
        assertThatThrownBy(() -> store.find(secret.id()))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(home.resolve("memory.key").toString());
        assertThatThrownBy(() -> addSensitive("another")).isInstanceOf(StateException.class);
        assertThat(home.resolve("memory.key")).doesNotExist();
        assertThat(add("an ordinary one")).isNotNull();
        assertThat(store.delete(secret.id()).deleted()).isPresent();
        Files.move(home.resolve("elsewhere"), home.resolve("memory.key"));
        assertThat(store.undo(secret.id(), Optional.empty()).text().content()).contains(CANARY);
    }

    @Test
    void aDamagedStoreIsRefusedAndStaysWhereItIs() throws IOException {
        add("precious");
        store.close();
        byte[] damaged = Files.readAllBytes(home.resolve("memory.db"));
        for (int i = 0; i < 4096; i++) {
            damaged[i] = 7;
        }
        Files.write(home.resolve("memory.db"), damaged);
        open();
        assertThatThrownBy(() -> add("more"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("memory store")
                .hasMessageContaining("holdfast restore");
        assertThat(home.resolve("memory.db")).hasBinaryContent(damaged);
    }

    @Test
    void countsTellCategoriesSensitiveOnesAndTheLastChange() {
        add("one");
        clock.advance(Duration.ofHours(1));
        addSensitive("two");
        Memory gone = store.add(new NewMemory("people", new MemoryText("three", "", ""), 0.5, false))
                .memory();
        clock.advance(Duration.ofHours(1));
        store.delete(gone.id());
        MemoryCounts counts = store.counts();
        assertThat(counts.total()).isEqualTo(2);
        assertThat(counts.byCategory()).containsExactly(Map.entry("facts", 2L));
        assertThat(counts.sensitive()).isOne();
        assertThat(counts.lastChange()).contains(clock.instant());
    }

    private String bytes(String name) throws IOException {
        return new String(Files.readAllBytes(home.resolve(name)), StandardCharsets.ISO_8859_1);
    }

    private String allBytes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(home)) {
            for (Path file : files.toList()) {
                all.append(bytes(String.valueOf(file.getFileName())));
            }
        }
        return all.toString();
    }

    @Test
    void theIndexIsKeptTidyALittleWithEachChangeAndNeverMuchAtOnce() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(MemoryStore.FILE_NAME));
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 200; i++) {
                add("Note " + i + " of a long day, about something else than the others: " + i * 7919);
                // Left alone, FTS5 puts nothing together before there are sixteen pieces of a size.
                assertThat(number(statement, "SELECT count(DISTINCT id >> 37) FROM memory_text_data WHERE id > 10"))
                        .isLessThan(10);
            }
            assertThat(number(statement, "SELECT v FROM memory_text_config WHERE k = 'automerge'"))
                    .isZero();
        }
        assertThat(found("long day")).hasSize(50);
    }

    private static long number(Statement statement, String question) throws SQLException {
        try (ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
