package dev.holdfast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept although nobody named it. */
class UsualSourcesTest {
    private static final String REFLECTION = "session-buddy-reflection";
    private static final String GRAPH = "session-buddy-knowledge-graph";
    private static final String MEMORIES = "holdfast-memories";
    private static final String SPACES = "holdfast-spaces";

    @TempDir
    Path directory = Path.of("");

    private Path data = directory;

    @BeforeEach
    void aUserWithSessionBuddy() throws IOException {
        data = Files.createDirectories(directory.resolve("user/.claude/data"));
        Files.writeString(data.resolve("reflection.duckdb"), "one");
        Files.writeString(data.resolve("knowledge_graph.duckdb"), "two");
        Files.writeString(data.resolve("other.duckdb"), "not known");
    }

    private Settings load(String file) {
        return new Given(directory).file(file).load();
    }

    @Test
    void theTwoDatabasesAreKeptWhereTheyExist() throws IOException {
        assertThat(load("").sources())
                .containsExactly(
                        new SourceSetting(REFLECTION, data.resolve("reflection.duckdb")),
                        new SourceSetting(GRAPH, data.resolve("knowledge_graph.duckdb")));
        Files.delete(data.resolve("reflection.duckdb"));
        assertThat(load("").sources()).extracting(SourceSetting::name).containsExactly(GRAPH);
        assertThat(load("").possibleSources())
                .extracting(SourceSetting::name)
                .containsExactly(REFLECTION, GRAPH, MEMORIES, SPACES);
        assertThat(load("").get(Keys.SOURCES)).as("what is named").isEmpty();
    }

    @Test
    void ourOwnMemoriesAreKeptWhereThereAreAnyAndTheirKeyOnlyWhenASettingSaysSo() throws IOException {
        Path home = Files.createDirectories(load("").home());
        Files.writeString(home.resolve("memory.db"), "memories");
        Files.writeString(home.resolve("memory.key"), "key");
        assertThat(load("").sources()).extracting(SourceSetting::name).containsExactly(REFLECTION, GRAPH, MEMORIES);
        assertThat(load("upload_memories: false\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly(REFLECTION, GRAPH);
        assertThat(load("upload_sensitive_memories: true\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly(REFLECTION, GRAPH, MEMORIES, "holdfast-memory-key");
    }

    @Test
    void ourOwnSpacesAreKeptWhereThereAreAnyUnlessASettingSaysNo() throws IOException {
        Path home = Files.createDirectories(load("").home());
        Files.writeString(home.resolve("spaces.db"), "documents");
        assertThat(load("").sources()).extracting(SourceSetting::name).containsExactly(REFLECTION, GRAPH, SPACES);
        assertThat(load("upload_spaces: false\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly(REFLECTION, GRAPH);
    }

    @Test
    void theyComeBehindWhatIsNamed() {
        assertThat(load("sources:\n  notes: ~/notes\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly("notes", REFLECTION, GRAPH);
    }

    @Test
    void eachCanBeLeftOut() {
        assertThat(load("upload_reflections: false\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly(GRAPH);
        assertThat(load("upload_knowledge_graph: false\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly(REFLECTION);
    }

    @Test
    void whatIsNamedIsNotKeptTwice() {
        assertThat(load("sources:\n  mine: ~/.claude/data/reflection.duckdb\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly("mine", GRAPH);
        assertThat(load("sources:\n  all: ~/.claude\n").sources())
                .extracting(SourceSetting::name)
                .containsExactly("all");
    }

    @Test
    void settingsThatNobodyLoadedHaveNoUser() {
        assertThat(Settings.builder(directory).build().sources()).isEmpty();
    }
}
