package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final String CANARY = "canary-3f9a";

    @Test
    void noSecretOfTheSettingsReachesTheStateOrAReport(@TempDir Path directory) throws Exception {
        Path home = directory.resolve("home");
        Settings settings = Settings.builder(home)
                .set(Keys.SOURCES, List.of(new SourceSetting("notes", directory)))
                .set(Keys.REMOTE, Optional.of(URI.create("s3://" + CANARY + "@bucket/prefix")))
                .set(Keys.HTTP_ENDPOINT, Optional.of(URI.create("https://host/mcp?token=" + CANARY)))
                .build();
        ScriptedMethod method = new ScriptedMethod();
        method.script = (request, context) -> {
            throw new IllegalStateException("credentials " + CANARY + " refused");
        };
        try (SyncService service = SyncServices.create(settings, List.of(method), InstantSource.system())) {
            String id = service.submit(SyncRequest.everything(Trigger.TOOL)).jobId();
            service.drain(Duration.ofSeconds(30), ProgressListener.NONE, new CancelSignal());
            SyncReport report = service.await(id, Duration.ZERO, ProgressListener.NONE, new CancelSignal())
                    .get(30, TimeUnit.SECONDS);
            assertThat(report.error()).isPresent();
            assertThat(report.toString()).doesNotContain(CANARY);
            assertThat(service.status(Duration.ofSeconds(1)).toString()).doesNotContain(CANARY);
        }
        assertNoCanaryIn(home);
    }

    private static void assertNoCanaryIn(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).anyMatch(file -> file.endsWith("state.db"));
            for (Path file : all) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(CANARY);
            }
        }
    }
}
