package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Platform;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import dev.holdfast.settings.SettingsLoader;
import dev.holdfast.settings.SettingsSources;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.SyncStatus;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.RestoreRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with memory that lies on a machine: the usual databases are kept, everything else is only suggested. */
class FoundMemoryTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PRIVATE = "for nobody else";

    @TempDir
    Path temp = Path.of("");

    private Path user = temp;

    @BeforeEach
    void aUserWithMuchMemory() throws IOException {
        user = temp.resolve("user");
        for (String database : List.of("reflection", "knowledge_graph")) {
            Files.writeString(file(".claude/data/" + database + ".duckdb"), "content of the " + database);
        }
        Files.writeString(file(".claude/CLAUDE.md"), PRIVATE);
        Files.writeString(file(".claude/projects/-work-one/memory/MEMORY.md"), PRIVATE);
        Files.writeString(file(".claude/projects/-work-two/talk.jsonl"), PRIVATE);
        Files.writeString(file("graphs/memory.json"), PRIVATE);
        Files.writeString(file(".claude.json"), """
                {"projects": {"/work": {"mcpServers": {"memory": {"env": {"MEMORY_FILE_PATH": "%s"}}}}}}
                """.formatted(
                        user.resolve("graphs/memory.json").toString().replace("\\", "\\\\")));
    }

    private Path file(String place) throws IOException {
        Path path = user.resolve(place);
        Files.createDirectories(path.resolveSibling(""));
        return path;
    }

    private Settings settings(String... lines) throws IOException {
        Path home = Files.createDirectories(temp.resolve("home"));
        Files.write(home.resolve("holdfast.yaml"), List.of(lines));
        return SettingsLoader.load(new SettingsSources(
                Map.of(),
                new SettingsFlags(home.toString(), null, List.of(), null),
                new Platform(System.getProperty("os.name"), user)));
    }

    private static SyncReport sync(SyncService service) {
        service.startDraining();
        String job = service.submit(SyncRequest.everything(Trigger.SESSION_END)).jobId();
        return service.await(job, LIMIT, ProgressListener.NONE, new CancelSignal())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Test
    void theUsualDatabasesAreKeptAndEverythingElseIsOnlySuggested() throws Exception {
        try (SyncService service = SyncServices.standard(settings("enable_compression: false"))) {
            SyncReport report = sync(service);
            assertThat(report.success()).as(report.toString()).isTrue();
            assertThat(report.filesUploaded())
                    .containsExactlyInAnyOrder(
                            "session-buddy-reflection/reflection.duckdb",
                            "session-buddy-knowledge-graph/knowledge_graph.duckdb");
            SyncStatus status = service.status(LIMIT);
            assertThat(status.synced()).as(status.toString()).isTrue();
            assertThat(status.suggestions())
                    .hasSize(3)
                    .anyMatch(found ->
                            found.contains(user.resolve(".claude/CLAUDE.md").toString()))
                    .anyMatch(found -> found.contains(
                            user.resolve(".claude/projects/-work-one/memory").toString()))
                    .anyMatch(found ->
                            found.contains(user.resolve("graphs/memory.json").toString()))
                    .allMatch(found -> found.contains("'sources' in"));
        }
        try (Stream<Path> files = Files.walk(temp.resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(PRIVATE);
            }
        }
    }

    @Test
    void aUsualDatabaseThatWasKeptAndIsGoneIsMissedAndComesBackToItsPlace() throws Exception {
        Path reflection = file(".claude/data/reflection.duckdb");
        try (SyncService service = SyncServices.standard(settings())) {
            sync(service);
            Files.delete(reflection);
            SyncStatus status = service.status(LIMIT);
            assertThat(status.synced()).isFalse();
            assertThat(status.notes())
                    .anyMatch(note -> note.startsWith("The source 'session-buddy-reflection' does not exist"));
            service.restore(
                    new RestoreRequest(
                            Optional.empty(),
                            Optional.empty(),
                            List.of("session-buddy-reflection"),
                            new RestoreRequest.InPlace()),
                    ProgressListener.NONE,
                    new CancelSignal());
            assertThat(reflection).hasContent("content of the reflection");
        }
    }

    @Test
    void aUserWithoutSessionBuddyHearsNothingOfIt() throws Exception {
        for (String database : List.of("reflection", "knowledge_graph")) {
            Files.delete(file(".claude/data/" + database + ".duckdb"));
        }
        Settings settings = settings("sources:", "  graphs: " + user.resolve("graphs"));
        try (SyncService service = SyncServices.standard(settings)) {
            sync(service);
            SyncStatus status = service.status(LIMIT);
            assertThat(status.synced()).isTrue();
            assertThat(status.toString()).doesNotContain("session-buddy");
        }
    }

    @Test
    void whatIsNamedIsKeptAndNoLongerSuggested() throws Exception {
        Settings settings = settings("sources:", "  graphs: " + user.resolve("graphs"));
        try (SyncService service = SyncServices.standard(settings)) {
            assertThat(sync(service).filesUploaded()).contains("graphs/memory.json");
            assertThat(service.status(LIMIT).suggestions()).hasSize(2).noneMatch(found -> found.contains("graphs"));
        }
    }
}
