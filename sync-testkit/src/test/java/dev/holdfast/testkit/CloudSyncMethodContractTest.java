package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.cloud.CloudSync;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cloud method over a real folder, with real databases, as the settings make it. */
class CloudSyncMethodContractTest extends SyncMethodContract {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temp = Path.of("");

    private Settings.Builder settings() {
        return Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0);
    }

    private static CloudSync cloud(Settings.Builder settings) {
        return new CloudSync(settings.build(), Set.of());
    }

    @Override
    protected SyncMethod working() {
        return cloud(settings());
    }

    @Override
    protected SyncMethod unreachable() {
        URI gone = temp.resolve("not/mounted").toUri();
        return cloud(settings().set(Keys.REMOTE, Optional.of(gone)));
    }

    @Override
    protected MethodRequest request() throws SQLException, IOException {
        Path source = temp.resolve("memory");
        if (!Files.exists(source)) {
            Files.createDirectories(source);
            Files.writeString(source.resolve("notes.md"), "notes");
            change("CREATE TABLE memory (content TEXT)");
        }
        return new MethodRequest(List.of(new SourceSetting("memory", source)), "tool");
    }

    @Override
    protected void changeOneFile() throws SQLException {
        change("INSERT INTO memory VALUES ('remember this')");
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + temp.resolve("memory/memory.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theFolderInTheHomeCountsOnlyWhileNothingElseIsConfigured() {
        Availability alone = cloud(settings()).availability(LIMIT);
        assertThat(alone.available()).isTrue();
        assertThat(alone.reason()).contains("shares the disk");
        Availability withHttp = cloud(
                        settings().set(Keys.HTTP_ENDPOINT, Optional.of(URI.create("http://127.0.0.1:1/mcp"))))
                .availability(LIMIT);
        assertThat(withHttp.available()).isFalse();
        assertThat(withHttp.configured()).isFalse();
    }

    @Test
    void theLayoutIsFoundByAOneLevelLister() throws Exception {
        MethodResult result = working().sync(request(), SyncContext.quiet());
        Path upload = temp.resolve(
                "home/remote/systems/unit/uploads/" + result.uploadId().orElseThrow());
        assertThat(upload.resolve("manifest.json")).exists();
        assertThat(upload.resolve("memory.memory.db.zst")).exists();
    }

    @Test
    void aRemoteInsideASourceIsNotUploadedIntoItself() throws Exception {
        request();
        Path inside = Files.createDirectories(temp.resolve("memory/backup"));
        CloudSync cloud = cloud(settings().set(Keys.REMOTE, Optional.of(inside.toUri())));
        cloud.sync(request(), SyncContext.quiet());
        assertThat(cloud.sync(request(), SyncContext.quiet()).uploadId()).isEmpty();
    }

    @Test
    void nothingIsLeftInTheStagingDirectory() throws Exception {
        working().sync(request(), SyncContext.quiet());
        try (Stream<Path> left = Files.list(temp.resolve("home/staging"))) {
            assertThat(left)
                    .extracting(path -> String.valueOf(path.getFileName()))
                    .containsExactly("gate");
        }
    }
}
