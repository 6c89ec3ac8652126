package dev.holdfast.sync.space;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.storage.StorageException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFileTest {
    private static final String ID = "01k0aaaaaabbbbbbbbbbcccccc";
    private static final Instant CREATED = Instant.parse("2026-01-31T12:00:00.123456Z");
    private static final Instant UPDATED = Instant.parse("2026-02-28T00:00:00Z");

    private static Memory memory(String category, MemoryText text, double importance, boolean sensitive) {
        return new Memory(ID, 3, category, text, importance, sensitive, CREATED, UPDATED, Optional.empty());
    }

    private static Memory saying(String content) {
        return memory("facts", new MemoryText(content, "a, b", ""), 0.5, false);
    }

    private static MemoryFile read(String text) throws StorageException {
        return MemoryFile.read("notes/x.md", text.getBytes(UTF_8));
    }

    private static void assertSame(Memory memory) throws StorageException {
        MemoryFile file = MemoryFile.read("x.md", MemoryFile.of(memory));
        assertThat(file.id()).contains(memory.id());
        assertThat(file.created()).contains(memory.created());
        assertThat(file.updated()).contains(memory.updated());
        assertThat(file.over(null, "other"))
                .isEqualTo(new NewMemory(memory.category(), memory.text(), memory.importance(), memory.sensitive()));
    }

    @Test
    void aMemoryLooksAsSomebodyWouldWriteIt() {
        Memory memory =
                memory("people", new MemoryText("# Anna\n\nLikes tea.\n", "friend, 2024", "tea, drink"), 0.8, true);

        assertThat(new String(MemoryFile.of(memory), UTF_8)).isEqualTo("""
                ---
                id: 01k0aaaaaabbbbbbbbbbcccccc
                category: people
                tags:
                - friend
                - "2024"
                keywords:
                - tea
                - drink
                importance: 0.8
                sensitive: true
                created: 2026-01-31T12:00:00.123456Z
                updated: 2026-02-28T00:00:00Z
                ---
                # Anna

                Likes tea.
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no newline at its end",
                "one\r\ntwo\r\n",
                "---\nlike front matter\n---\n",
                "---",
                "\n\n--- \n",
                "\ufeffwith a mark",
                "👩‍👩‍👧 and \u0000 and \u2028",
                " \n"
            })
    void whatAMemorySaysComesBackByteForByte(String content) throws StorageException {
        assertSame(saying(content));
        assertThat(new String(MemoryFile.of(saying(content)), UTF_8)).endsWith("\n---\n" + content);
    }

    @Test
    void soDoesALongOne() throws StorageException {
        assertSame(saying("0123456789abcdef".repeat(6400)));
    }

    @Test
    void everyFieldComesBackWhateverIsInIt() throws StorageException {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            MemoryText text = new MemoryText(random(random), random(random), random(random));
            assertSame(memory(random(random) + "x", text, random.nextDouble(), random.nextBoolean()));
        }
    }

    private static String random(Random random) {
        List<String> pieces = List.of(
                "a", "word", ", ", ",", " ", "\n", "---", "\n---\n", ":", ": ", "#", " #", "'", "\"", "\\", "- ", "[",
                "{", "true", "null", "~", "2024", "0x1", "&a", "*a", "!t", "|", ">", "%", "@", "`", "\t", "\r\n", "ä",
                "字", "👍", "\u0000", "\u001b", "\u0085", "\u00a0", "\u2028", "\ufeff", "\ufffe", "?", "=", "<<", "...");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Test
    void aFileWithoutFrontMatterIsAllText() throws StorageException {
        MemoryFile file = read("# A note\n--- no line\n");

        assertThat(file.id()).isEmpty();
        assertThat(file.over(null, "notes"))
                .isEqualTo(new NewMemory(
                        "notes", new MemoryText("# A note\n--- no line\n", "", ""), NewMemory.USUAL_IMPORTANCE, false));
        assertThat(read("\ufeffmarked").content()).isEqualTo("marked");
    }

    @Test
    void peopleMayWriteItInTheirOwnWay() throws StorageException {
        String text = String.join(
                "\r\n",
                "\ufeff---",
                "tags: [tea, \"green: leaf\", 2024]",
                "category: \"people\"",
                "importance: 1",
                "keywords:",
                "created: 2024-05-01",
                "# a remark",
                "--- ",
                "Text",
                "");
        MemoryFile file = read(text);

        assertThat(file.tags()).contains("tea, green: leaf, 2024");
        assertThat(file.keywords()).contains("");
        assertThat(file.category()).contains("people");
        assertThat(file.importance()).contains(1.0);
        assertThat(file.created()).contains(Instant.parse("2024-05-01T00:00:00Z"));
        assertThat(file.content()).isEqualTo("Text\r\n");
        assertThat(read("---\n---\n---\n").content()).isEqualTo("---\n");
        assertThat(read("---\nid: " + ID + "\n---").content()).isEmpty();
    }

    @Test
    void whatAFileLeavesOutStaysAsItIs() throws StorageException {
        Memory old = memory("people", new MemoryText("old", "a", "b"), 0.9, false);

        assertThat(read("new").over(old, "notes"))
                .isEqualTo(new NewMemory("people", new MemoryText("new", "a", "b"), 0.9, false));
        assertThat(read("---\ntags:\n---\nnew").over(old, "notes").text().tags())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aliases: [x]",
                "importance: high",
                "importance: 1.5",
                "importance: NaN",
                "importance: [0.5]",
                "sensitive: maybe",
                "id: 202401011200",
                "created: yesterday",
                "category: a\ncategory: b",
                "tags: {a: b}",
                "tags: &a [x]",
                "tags: !!set x",
                "just words",
                "- a list",
                "a: b: c",
                "tags: [a",
                "category: x\n...\nmore"
            })
    void frontMatterThatNobodyCouldMeanIsRefusedInOneSentence(String header) {
        assertThatThrownBy(() -> read("---\n" + header + "\n---\ntext"))
                .isInstanceOf(StorageException.InvalidKey.class)
                .hasMessageStartingWith("The front matter of notes/x.md ")
                .message()
                .endsWith(".")
                .doesNotContain("\n", "snakeyaml", "null");
    }

    @Test
    void frontMatterWithoutAnEndIsRefused() {
        assertThatThrownBy(() -> read("---\ncategory: people\n\ntext\n"))
                .isInstanceOf(StorageException.InvalidKey.class)
                .hasMessageContaining("no second such line");
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThatThrownBy(() -> MemoryFile.read("x.md", new byte[] {'a', (byte) 0xff}))
                .isInstanceOf(StorageException.InvalidKey.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void nothingTellsWhatItSaysByMistake() throws StorageException {
        assertThat(read("secret words")).asString().doesNotContain("secret");
    }
}
