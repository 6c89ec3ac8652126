package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.PathStyle;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.CloudUploadException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.method.cloud.RemoteOpener;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cloud method over a bucket of a real S3 service. */
@Tag("alone")
class CloudSyncS3Test extends SyncMethodContract {
    @TempDir
    Path temp = Path.of("");

    private S3Options bucket = S3Options.bucket("none");

    @BeforeEach
    void makeABucket() {
        bucket = S3Proxy.shared().newBucket().withPrefix("team/memory");
    }

    private Settings.Builder settings() {
        return Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0)
                .set(Keys.REMOTE, Optional.of(URI.create("s3://" + bucket.bucket() + "/team/memory")));
    }

    /** The standard opener takes the key from the environment, which a test can't set. */
    private CloudSync cloud(S3Options options) {
        return new CloudSync(
                settings().build(), any -> new S3Storage(options), Clock.systemUTC(), Pause.REAL, Set.of());
    }

    @Override
    protected SyncMethod working() {
        return cloud(bucket);
    }

    @Override
    protected SyncMethod unreachable() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return cloud(bucket.withEndpoint(URI.create("http://127.0.0.1:" + socket.getLocalPort())));
        }
    }

    @Override
    protected MethodRequest request() throws IOException {
        Path source = temp.resolve("memory");
        if (!Files.exists(source)) {
            Files.createDirectories(source);
            Files.writeString(source.resolve("notes.md"), "notes");
            Files.write(source.resolve("large"), new byte[6 << 20]);
        }
        return new MethodRequest(List.of(new SourceSetting("memory", source)), "tool");
    }

    @Override
    protected void changeOneFile() throws IOException {
        Files.writeString(temp.resolve("memory/notes.md"), "remember this");
    }

    @Test
    void aServiceWithoutCreateOnlyWritesTakesASyncAndIsToldToPromiseLess() throws Exception {
        CloudSync plain = cloud(bucket.withCreateOnly(false));
        assertThat(plain.sync(request(), SyncContext.quiet()).uploadId()).isPresent();
        assertThat(plain.availability(Duration.ofSeconds(30)).reason()).contains("no create-only writes");
    }

    @Test
    void aBucketThatIsNotThereNeedsSomebodyToAct() throws Exception {
        CloudSync cloud = cloud(S3Proxy.shared().options("no-such-bucket"));
        Availability answer = cloud.availability(Duration.ofSeconds(30));
        assertThat(answer.available()).isFalse();
        assertThat(answer.refused()).isTrue();
        assertThat(answer.reason()).contains("There is no bucket no-such-bucket");
        MethodRequest request = request();
        assertThatThrownBy(() -> cloud.sync(request, SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        SyncException.class,
                        failure -> assertThat(failure.isTransient()).isFalse());
    }

    @Test
    void whatIsWrongWithTheAccountOrTheNetworkIsOneSentenceOfTheRightKind() throws Exception {
        S3Options noKey = S3Options.bucket(bucket.bucket())
                .withEndpoint(S3Proxy.shared().endpoint())
                .withPathStyle(true);
        assertFailure(
                cloud(bucket.withCredentials(new S3Credentials("holdfast-test", "wrong"))),
                StorageException.Denied.class,
                false,
                "does not accept the access key");
        // Another process may have one.
        assertFailure(
                cloud(noKey.withProfile("no-such-profile-of-holdfast")),
                StorageException.Denied.class,
                true,
                "gives no access key");
        assertFailure(
                cloud(S3Proxy.shared().options("no-such-bucket")),
                StorageException.Permanent.class,
                false,
                "There is no bucket no-such-bucket");
        assertFailure((CloudSync) unreachable(), StorageException.Transient.class, true, "can't be reached");
    }

    /**
     * When the remote is asked, and in the middle of a sync.
     *
     * @param passing whether it is tried again by itself
     */
    private void assertFailure(CloudSync cloud, Class<? extends StorageException> kind, boolean passing, String what)
            throws IOException {
        Availability answer = cloud.availability(Duration.ofSeconds(30));
        assertThat(answer.available()).isFalse();
        assertThat(answer.refused()).as(answer.reason()).isEqualTo(!passing);
        assertThat(answer.reason()).contains(what);
        MethodRequest request = request();
        assertThatThrownBy(() -> cloud.sync(request, SyncContext.quiet()))
                .isInstanceOfSatisfying(CloudUploadException.class, failure -> {
                    assertThat(failure.isTransient()).isEqualTo(passing);
                    assertThat(failure).hasCauseInstanceOf(kind);
                    assertThat(failure.sentence()).contains(what).matches("[^\\n]{20,300}\\.");
                });
    }

    @Test
    void theSettingsOpenTheBucketTheyName() throws Exception {
        Settings settings = settings()
                .set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create("https://s3.example.com")))
                .set(Keys.CLOUD_PATH_STYLE, PathStyle.AUTO)
                .build();
        try (var storage = RemoteOpener.STANDARD.open(settings)) {
            assertThat(storage).isInstanceOf(S3Storage.class);
            assertThat(storage.describe()).contains(bucket.bucket()).contains("https://s3.example.com");
        }
    }
}
