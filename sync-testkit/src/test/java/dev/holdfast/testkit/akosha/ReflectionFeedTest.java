package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.http.HttpSync;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Session-Buddy's memories go to the server out of its own database, while it is open. */
class ReflectionFeedTest {
    @TempDir
    Path temp;

    private StandInAkosha akosha;
    private StateDatabase state;

    @BeforeEach
    void start() throws IOException {
        akosha = new StandInAkosha();
        state = new StateDatabase(temp.resolve("home"), InstantSource.system());
    }

    @AfterEach
    void close() {
        state.close();
        akosha.close();
    }

    private Path file() {
        return temp.resolve("reflection.duckdb");
    }

    private SourceSetting source() {
        return new SourceSetting("reflection", file());
    }

    private HttpSync method() {
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.HTTP_ENDPOINT, Optional.of(akosha.endpoint()))
                .set(Keys.SOURCES, List.of(source()))
                .build();
        return new HttpSync(settings, state, InstantSource.system(), Optional::empty);
    }

    private MethodResult sync() throws Exception {
        return method().sync(new MethodRequest(List.of(source()), "tool"), SyncContext.quiet());
    }

    @Test
    void memoriesOfALiveDatabaseArriveAndNewOnesFollow() throws Exception {
        try (ReflectionDatabase live = new ReflectionDatabase(file())) {
            live.withTable(ReflectionDatabase.OF_2026).withRows(ReflectionDatabase.OF_2026, "r-", 250);
            assertThat(method().availability(Duration.ofSeconds(20)).available())
                    .isTrue();
            assertThat(sync().filesUploaded()).containsExactly("reflection/reflection.duckdb");
            assertThat(akosha.stored()).hasSize(250);
            StoredMemory one = akosha.stored("r-17");
            assertThat(one.text()).isEqualTo("about 17");
            assertThat(one.createdAt()).isEqualTo("2026-02-08T12:00:00Z");
            assertThat(one.embedding().get(192)).isEqualTo(0.5);

            live.withRows(ReflectionDatabase.OF_2026, "later-", 1);
            sync();
            assertThat(akosha.batches().get(akosha.batches().size() - 1)).containsExactly("later-0");
            assertThat(sync().filesUploaded()).isEmpty();
        }
        try (Stream<Path> left = Files.list(temp.resolve("home/staging"))) {
            assertThat(left)
                    .extracting(path -> String.valueOf(path.getFileName()))
                    .containsExactly("gate");
        }
    }

    @Test
    void everyVersionOfItsTablesIsReadAndOneMemoryInTwoOfThemSentOnce() throws Exception {
        try (ReflectionDatabase live = new ReflectionDatabase(file())) {
            live.withTable("default_conversations").withRows("default_conversations", "c-", 3);
            live.withTable("reflections").withRows("reflections", "same-", 2);
            live.withTable("reflections_v2").withRows("reflections_v2", "same-", 2);
            live.withTable("query_cache_l2").withRows("query_cache_l2", "cache-", 2);
            sync();
        }
        assertThat(akosha.stored().keySet()).containsExactlyInAnyOrder("same-0", "same-1", "c-0", "c-1", "c-2");
        assertThat(akosha.batches().stream().mapToInt(List::size).sum()).isEqualTo(5);
    }

    @Test
    void rowsWithoutTextOrEmbeddingAndTextsBeyondReasonHoldUpNothing() throws Exception {
        try (ReflectionDatabase live = new ReflectionDatabase(file())) {
            live.withTable("reflections").withRows("reflections", "good-", 1);
            live.run(
                    "INSERT INTO reflections (id, content, created_at, updated_at) VALUES ('blank', ' ', now(), now())");
            live.run("INSERT INTO reflections (id, content, created_at, updated_at) VALUES ('lines', chr(10) || chr(9),"
                    + " now(), now())");
            live.run(
                    "INSERT INTO reflections (id, content, created_at, updated_at) VALUES ('bare', 'x', now(), now())");
            live.withRows("reflections", "long-", 1)
                    .run("UPDATE reflections SET content = repeat('x', 300000) WHERE id = 'long-0'");
            assertThatThrownBy(this::sync)
                    .isInstanceOfSatisfying(
                            IncompleteSyncException.class,
                            some -> assertThat(some.sentence())
                                    .contains("1 have no embedding")
                                    .contains("1 are too long")
                                    .doesNotContain("blank"));
        }
        assertThat(akosha.stored().keySet()).containsExactly("good-0");
    }

    @Test
    void aDatabaseWithoutMemoriesIsNotSaidToBeSafe() throws Exception {
        try (ReflectionDatabase live = new ReflectionDatabase(file())) {
            live.run("CREATE TABLE kg_entities (id VARCHAR, name VARCHAR)");
            assertThatThrownBy(this::sync)
                    .isInstanceOf(IncompleteSyncException.class)
                    .hasMessageContaining("no table of reflections");
        }
        assertThat(akosha.batches()).isEmpty();
    }

    @Test
    void namesWithQuotesAreNames() throws Exception {
        try (ReflectionDatabase live = new ReflectionDatabase(file())) {
            String table = "\"a\"\"; DROP TABLE x;_reflections\"";
            live.withTable(table).withRows(table, "q'-", 1);
            sync();
        }
        assertThat(akosha.stored().keySet()).containsExactly("q'-0");
    }
}
