package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.state.ManualClock;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryImportTest {
    private static final String GRAPH = """
            {"type":"entity","name":"Ada","entityType":"person","observations":["likes tea","wrote a poem:\\n- line one\\n  line two"]}
            {"type":"entity","name":"Lantern → 2","entityType":"project, secret","observations":[]}

            {"type":"relation","from":"Ada","to":"Lantern → 2","relationType":"works on"}
            """;

    @TempDir
    Path directory = Path.of("");

    private final ManualClock clock = new ManualClock();
    private MemoryStore store = new MemoryStore(directory, clock);

    @BeforeEach
    void open() {
        store = new MemoryStore(directory.resolve("home"), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private MemoryImport.Report bring(Path file) {
        return MemoryImport.run(file, store, clock);
    }

    private static String export(MemoryStore from, MemoryFormat format) throws IOException {
        StringWriter out = new StringWriter();
        MemoryExport.run(from, format, true, out);
        return out.toString();
    }

    private static List<Memory> all(MemoryStore store) {
        List<Memory> all = new ArrayList<>();
        store.each(true, all::add);
        return all;
    }

    @Test
    void theOfficialServersFileComesInOnceAndGoesOutAsItCame() throws IOException {
        Path file = Files.writeString(directory.resolve("memory.jsonl"), GRAPH);
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.KNOWLEDGE_GRAPH, 3, 0, 0));
        clock.advance(Duration.ofDays(3));
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.KNOWLEDGE_GRAPH, 0, 3, 0));
        assertThat(all(store))
                .extracting(memory -> memory.text().content())
                .containsExactly(
                        "Ada\n- likes tea\n- wrote a poem:\n  - line one\n    line two",
                        "Lantern → 2",
                        "Ada → works on → Lantern \\→ 2");
        assertThat(store.recall("tea", MemoryFilter.category("entity"), Optional.empty(), 5)
                        .memories())
                .hasSize(1);
        assertThat(store.list(
                                new MemoryFilter(
                                        Optional.empty(), List.of("person"), Optional.empty(), Optional.empty()),
                                Optional.empty(),
                                5)
                        .memories())
                .hasSize(1);
        assertThat(export(store, MemoryFormat.KNOWLEDGE_GRAPH).lines().toList())
                .isEqualTo(GRAPH.lines().filter(line -> !line.isEmpty()).toList());
    }

    @Test
    void aClaudeMemoryDatabaseComesInWithItsTextsTagsAndTimesAndOnce() throws Exception {
        Path file = claudeMemory();
        byte[] before = Files.readAllBytes(file);
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.CLAUDE_MEMORY, 4, 0, 0));
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.CLAUDE_MEMORY, 0, 4, 0));
        assertThat(Files.readAllBytes(file)).as("it is only read").isEqualTo(before);
        List<Memory> all = all(store);
        assertThat(all.get(0).chosen())
                .isEqualTo(new NewMemory("preferences", new MemoryText("Grüße 🦀 it's", "a, b,c", "x y"), 0.75, false));
        assertThat(all.get(0).created()).isEqualTo(Instant.parse("2026-01-02T02:04:05.123456Z"));
        assertThat(all.get(0).updated()).isEqualTo(Instant.parse("2026-01-03T00:00:00Z"));
        assertThat(all.get(1).sensitive()).isTrue();
        assertThat(all.get(1).created()).isEqualTo(Instant.parse("2026-01-04T05:06:07Z"));
        assertThat(all.subList(2, 4))
                .as("two that are alike")
                .extracting(Memory::text)
                .containsOnly(new MemoryText("twin", "", ""));
        assertThat(store.counts().sensitive()).isOne();
    }

    @Test
    void linesThatAreAlikeAreAsManyMemoriesAndComeInOnce() throws IOException {
        Path file = Files.writeString(
                directory.resolve("twins.jsonl"),
                "{\"content\":\"twin\",\"tags\":\"a\"}\n{\"content\":\"twin\",\"tags\":\"b\"}\n");
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.JSON_LINES, 2, 0, 0));
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.JSON_LINES, 0, 2, 0));
        assertThat(all(store)).extracting(memory -> memory.text().tags()).containsExactly("a", "b");
    }

    @Test
    void aTimeThatNobodyMeansIsRefusedBeforeAnythingIsStored() throws IOException {
        Path file = Files.writeString(
                directory.resolve("far.jsonl"),
                "{\"content\":\"far\",\"created_at\":\"+999999999-01-01T00:00:00Z\"}\n");
        assertThatThrownBy(() -> bring(file))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining("created_at");
        assertThat(all(store)).isEmpty();
    }

    @Test
    void anExportIntoAnEmptyHomeGivesTheSameMemories() throws Exception {
        bring(claudeMemory());
        bring(Files.writeString(directory.resolve("graph"), GRAPH));
        Memory changed = store.add(NewMemory.fact("changed\nlater")).memory();
        store.update(
                changed.id(),
                new MemoryChange(
                        Optional.of("odd, category"),
                        Optional.empty(),
                        Optional.of(" tags,, kept as they are"),
                        Optional.empty(),
                        Optional.of(1.0),
                        Optional.empty()));
        store.delete(store.add(NewMemory.fact("gone")).memory().id());
        Path file = Files.writeString(directory.resolve("export"), export(store, MemoryFormat.JSON_LINES));
        clock.advance(Duration.ofDays(9));
        try (MemoryStore other = new MemoryStore(directory.resolve("other"), clock)) {
            assertThat(MemoryImport.run(file, other, clock).stored()).isEqualTo(8);
            assertThat(all(other)).isEqualTo(all(store));
            assertThat(MemoryImport.run(file, other, clock).same()).isEqualTo(8);
            assertThat(export(other, MemoryFormat.JSON_LINES)).isEqualTo(Files.readString(file));
            assertThat(other.recall("poem", MemoryFilter.ALL, Optional.empty(), 5)
                            .memories())
                    .hasSize(1);
        }
    }

    @Test
    void whatWasChangedOrDeletedHereStaysSo() throws IOException {
        Path file = Files.writeString(directory.resolve("memory.jsonl"), GRAPH);
        bring(file);
        List<Memory> all = all(store);
        store.delete(all.get(0).id());
        store.update(
                all.get(1).id(),
                new MemoryChange(
                        Optional.empty(),
                        Optional.of("mine"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(bring(file)).isEqualTo(new MemoryImport.Report(MemoryFormat.KNOWLEDGE_GRAPH, 0, 1, 2));
        assertThat(store.find(all.get(0).id())).isEmpty();
        assertThat(store.find(all.get(1).id()).orElseThrow().text().content()).isEqualTo("mine");
    }

    @Test
    void sensitiveMemoriesAreWrittenOnlyWhenAskedFor() throws Exception {
        bring(claudeMemory());
        StringWriter out = new StringWriter();
        MemoryExport.Report report = MemoryExport.run(store, MemoryFormat.JSON_LINES, false, out);
        assertThat(report).isEqualTo(new MemoryExport.Report(3, 1));
        assertThat(out.toString()).doesNotContain("canary");
        assertThat(export(store, MemoryFormat.JSON_LINES)).contains("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"content\":\"fine\"}\\nnot json|Line 2 of|is not JSON",
                "{\"content\":\"fine\"}\\n[1]|Line 2 of|not a JSON object",
                "{\"content\":\"fine\"}\\n{\"category\":\"x\"}|Line 2 of|lacks the field",
                "{\"content\":7}|Line 1 of|something else than text",
                "{\"content\":\"x\",\"importance\":2}|Line 1 of|from 0 to 1",
                "{\"content\":\"x\",\"id\":\"7\"}|Line 1 of|none of Holdfast's",
                "{\"content\":\"x\",\"created_at\":\"soon\"}|Line 1 of|no time",
                "{\"type\":\"entity\",\"name\":\"a\"}\\n{\"type\":\"other\"}|Line 2 of|neither an entity",
                "{\"type\":\"entity\",\"name\":\"a\",\"observations\":\"b\"}|Line 1 of|no list"
            })
    void aFileThatIsNotAsItShouldBeSaysWhereAndBringsNothing(String text, String where, String what)
            throws IOException {
        Path file = Files.writeString(directory.resolve("bad"), text.replace("\\n", "\n"));
        assertThatThrownBy(() -> bring(file))
                .isInstanceOf(MemoryException.class)
                .hasMessageContaining(where)
                .hasMessageContaining(what)
                .hasMessageContaining("Nothing was imported.");
        assertThat(all(store)).isEmpty();
    }

    @Test
    void otherFilesAreRefusedInASentence() throws Exception {
        assertThatThrownBy(() -> bring(directory.resolve("none"))).hasMessageContaining("There is no file");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> bring(binary)).hasMessageContaining("neither UTF-8 text nor a SQLite database");
        Path other = directory.resolve("other.db");
        execute(other, "CREATE TABLE notes (x)");
        assertThatThrownBy(() -> bring(other)).hasMessageContaining("no table \"memories\"");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        assertThat(bring(empty).stored()).isZero();
    }

    private Path claudeMemory() throws SQLException {
        Path file = directory.resolve("claude.db");
        execute(
                file,
                "CREATE TABLE IF NOT EXISTS memories (id INTEGER PRIMARY KEY AUTOINCREMENT, content TEXT NOT NULL,"
                        + " category TEXT NOT NULL DEFAULT 'facts', tags TEXT DEFAULT '', expanded_keywords TEXT DEFAULT '',"
                        + " importance REAL DEFAULT 0.5, is_sensitive INTEGER DEFAULT 0, created_at TEXT NOT NULL,"
                        + " updated_at TEXT NOT NULL, server_id INTEGER)",
                "CREATE UNIQUE INDEX idx_memories_server_id ON memories(server_id)",
                "CREATE VIRTUAL TABLE memories_fts USING fts5(content, tags, content=memories, content_rowid=id)",
                "INSERT INTO memories (content, category, tags, expanded_keywords, importance, created_at, updated_at,"
                        + " server_id) VALUES ('Grüße 🦀 it''s', 'preferences', 'a, b,c', 'x y', 0.75,"
                        + " '2026-01-02T03:04:05.123456+01:00', '2026-01-03T00:00:00+00:00', 17)",
                "INSERT INTO memories (content, is_sensitive, created_at, updated_at)"
                        + " VALUES ('canary', 1, '2026-01-04 05:06:07', '2026-01-04 05:06:07')",
                "INSERT INTO memories (content, created_at, updated_at)"
                        + " VALUES ('twin', '2026-01-05T00:00:00+00:00', '2026-01-05T00:00:00+00:00')",
                "INSERT INTO memories (content, created_at, updated_at)"
                        + " VALUES ('twin', '2026-01-05T00:00:00+00:00', '2026-01-05T00:00:00+00:00')");
        return file;
    }

    private static void execute(Path file, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }
}
