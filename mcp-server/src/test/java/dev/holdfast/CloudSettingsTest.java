package dev.holdfast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.holdfast.mcp.tool.EndSession;
import dev.holdfast.settings.Key;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Platform;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SettingsFlags;
import dev.holdfast.settings.SettingsLoader;
import dev.holdfast.settings.SettingsSources;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.Attempt;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.CloudUploadException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.testkit.FaultyStorage;
import dev.holdfast.testkit.MemoryStorage;
import dev.holdfast.testkit.S3Proxy;
import dev.holdfast.testkit.net.HttpFront;
import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.HttpRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What each of the thirteen settings changes that the cloud method is described by, set as a user sets it: by its name, in
 * the settings file. Each test is tagged with the setting that it is about.
 */
class CloudSettingsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SETTINGS = 13;
    private static final int MIB = 1 << 20;
    private static final List<String> KEY_PROPERTIES = List.of("aws.accessKeyId", "aws.secretAccessKey");

    @TempDir
    Path temp = Path.of("");

    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private Path notes = temp;

    /** The key never stands in the settings; the SDK looks here before it looks into the environment. */
    @BeforeAll
    static void giveTheKey() {
        S3Credentials key = S3Proxy.shared().options("any").credentials().orElseThrow();
        System.setProperty(KEY_PROPERTIES.get(0), key.accessKeyId());
        System.setProperty(KEY_PROPERTIES.get(1), key.secretAccessKey());
    }

    @AfterAll
    static void takeTheKeyAway() {
        KEY_PROPERTIES.forEach(System::clearProperty);
    }

    @BeforeEach
    void writeNotes() throws IOException {
        notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("a.md"), "alpha ".repeat(1000));
    }

    @Test
    void noneOfThemIsLeftOut() {
        List<String> tested = Stream.of(CloudSettingsTest.class.getDeclaredMethods())
                .flatMap(method -> Stream.of(method.getAnnotationsByType(Tag.class)))
                .map(Tag::value)
                .distinct()
                .toList();
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(
                        Keys.all().subList(0, SETTINGS).stream().map(Key::name).toList());
    }

    private Settings settings(String... lines) throws IOException {
        Path home = Files.createDirectories(temp.resolve("home"));
        Files.writeString(
                home.resolve("holdfast.yaml"), "sources:\n  notes: " + notes + "\n" + String.join("\n", lines) + "\n");
        return SettingsLoader.load(new SettingsSources(
                Map.of(),
                new SettingsFlags(home.toString(), null, List.of(), null),
                new Platform(System.getProperty("os.name"), temp.resolve("user"))));
    }

    private static SyncReport sync(Settings settings, SyncMethod... methods) {
        try (SyncService service = SyncServices.create(settings, List.of(methods), InstantSource.system())) {
            service.startDraining();
            String job = service.submit(SyncRequest.everything(Trigger.COMMAND)).jobId();
            return service.await(job, LONG, ProgressListener.NONE, new CancelSignal())
                    .orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    /** With the remote that the settings name. */
    private static SyncReport sync(Settings settings) {
        return sync(settings, new CloudSync(settings, openHere(settings)));
    }

    private static Set<Path> openHere(Settings settings) {
        return Set.of(settings.home().resolve("state.db"));
    }

    private void syncTo(StorageClient storage, Settings settings) throws Exception {
        CloudSync cloud = new CloudSync(
                settings, any -> storage, Clock.systemUTC(), (time, cancel) -> waits.add(time), openHere(settings));
        cloud.sync(new MethodRequest(settings.get(Keys.SOURCES), "command"), SyncContext.quiet());
    }

    private static List<String> stored(String bucket) {
        try (S3Client client = S3Proxy.shared().client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private static String newBucket() {
        String bucket = "settings-" + UUID.randomUUID();
        S3Proxy.shared().createBucket(bucket);
        return bucket;
    }

    /** Syncs to a bucket, and hands every request on the way there to the listener. */
    private void syncWatched(Consumer<HttpRequest> listener, String... lines) throws IOException {
        try (HttpFront front = new HttpFront(S3Proxy.shared().endpoint())) {
            front.answer(
                    request -> {
                        listener.accept(request);
                        return false;
                    },
                    1,
                    request -> HttpReply.of(500));
            List<String> all = new ArrayList<>(List.of(lines));
            all.add("cloud_bucket: " + newBucket());
            all.add("cloud_endpoint: " + front.endpoint());
            assertThat(sync(settings(all.toArray(String[]::new))).state()).isEqualTo(SyncReport.State.DONE);
        }
    }

    @Test
    @Tag("cloud_bucket")
    void memoryGoesToTheBucketThatIsNamed() throws Exception {
        String bucket = newBucket();
        String other = newBucket();
        SyncReport report = sync(settings(
                "cloud_bucket: " + bucket, "cloud_endpoint: " + S3Proxy.shared().endpoint()));
        assertThat(report.success()).as(report.toString()).isTrue();
        assertThat(stored(bucket)).anyMatch(name -> name.endsWith("/manifest.json"));
        assertThat(stored(other)).isEmpty();
    }

    @Test
    @Tag("cloud_endpoint")
    void theServiceAtTheEndpointIsUsed() throws Exception {
        List<String> methods = new CopyOnWriteArrayList<>();
        syncWatched(request -> methods.add(request.method()));
        assertThat(methods).contains("GET", "PUT");
    }

    @Test
    @Tag("cloud_region")
    void requestsAreSignedForTheRegion() throws Exception {
        List<String> signatures = new CopyOnWriteArrayList<>();
        syncWatched(request -> request.header("Authorization").ifPresent(signatures::add), "cloud_region: eu-west-7");
        assertThat(signatures).isNotEmpty().allMatch(signature -> signature.contains("/eu-west-7/s3/aws4_request"));
        signatures.clear();
        syncWatched(request -> request.header("Authorization").ifPresent(signatures::add));
        assertThat(signatures).isNotEmpty().noneMatch(signature -> signature.contains("eu-west-7"));
    }

    @Test
    @Tag("system_id")
    void uploadsStandUnderTheSystemsId() throws Exception {
        MemoryStorage remote = new MemoryStorage();
        syncTo(remote, settings("system_id: old-laptop_2"));
        assertThat(remote.keys()).isNotEmpty().allMatch(key -> key.startsWith("systems/old-laptop_2/"));
    }

    @Test
    @Tag("upload_on_session_end")
    void aSessionsEndQueuesAnUploadUnlessItIsSwitchedOff() throws Exception {
        assertThat(queuedBySessionsEnd("upload_on_session_end: false")).isZero();
        assertThat(queuedBySessionsEnd("upload_on_session_end: true")).isEqualTo(1);
        assertThat(queuedBySessionsEnd()).as("by default; joined").isEqualTo(1);
    }

    private long queuedBySessionsEnd(String... lines) throws IOException {
        Settings settings = settings(lines);
        CloudSync cloud = new CloudSync(settings, openHere(settings));
        try (SyncService service = SyncServices.create(settings, List.of(cloud), InstantSource.system())) {
            EndSession.end(service, settings, Map.of(), "later");
            return service.status(LONG).queue().pending();
        }
    }

    /** A method that works at once, for a second one. */
    private record Http() implements SyncMethod {
        @Override
        public String name() {
            return "http";
        }

        @Override
        public int priority() {
            return 200;
        }

        @Override
        public Availability availability(Duration limit) {
            return Availability.yes("It is there.");
        }

        @Override
        public List<PlannedFile> plan(MethodRequest request, SyncContext context) {
            return List.of();
        }

        @Override
        public MethodResult sync(MethodRequest request, SyncContext context) {
            return new MethodResult(List.of("notes/a.md"), List.of(), 1, Optional.of("there"));
        }
    }

    private SyncReport syncWithoutItsDisk(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("remote: " + temp.resolve("unplugged/memory").toUri());
        Settings settings = settings(all.toArray(String[]::new));
        return sync(settings, new CloudSync(settings, openHere(settings)), new Http());
    }

    @Test
    @Tag("enable_fallback")
    void anotherMethodStepsInOnlyWhenItMay() throws Exception {
        SyncReport fallenBack = syncWithoutItsDisk();
        assertThat(fallenBack.method()).isEqualTo("http");
        assertThat(fallenBack.attempts()).extracting(Attempt::method).containsExactly("cloud", "http");

        SyncReport alone = syncWithoutItsDisk("enable_fallback: false");
        assertThat(alone.state()).isEqualTo(SyncReport.State.PENDING);
        assertThat(alone.attempts()).extracting(Attempt::method).containsExactly("cloud", "http");
        assertThat(alone.attempts()).noneMatch(Attempt::success);
        assertThat(alone.error()).hasValueSatisfying(error -> assertThat(error).contains("fallback is not allowed"));
    }

    @Test
    @Tag("force_method")
    void aMethodThatIsForcedIsTheOnlyOne() throws Exception {
        SyncReport cloud = syncWithoutItsDisk("force_method: cloud");
        assertThat(cloud.success()).isFalse();
        assertThat(cloud.attempts()).extracting(Attempt::method).containsExactly("cloud");

        SyncReport http = syncWithoutItsDisk("force_method: http", "http_endpoint: http://127.0.0.1:8682/mcp");
        assertThat(http.success()).isTrue();
        assertThat(http.attempts()).extracting(Attempt::method).containsExactly("http");
    }

    @Test
    @Tag("upload_timeout_seconds")
    void anUploadWithoutProgressForSoLongIsGivenUp() {
        // Less than a user may set, so that nobody has to wait for it.
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.SOURCES, List.of(new SourceSetting("notes", notes)))
                .set(Keys.MAX_RETRIES, 0)
                .set(Keys.UPLOAD_TIMEOUT, Duration.ofMillis(300))
                .build();
        assertThatThrownBy(() -> syncTo(new Stuck(), settings))
                .isInstanceOf(CloudUploadException.class)
                .extracting(failure -> ((CloudUploadException) failure).sentence(), STRING)
                .contains("no progress");
    }

    /** Takes objects, and never says that they have arrived. */
    private static final class Stuck extends ForwardingStorage {
        Stuck() {
            super(new MemoryStorage());
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            return call.run();
        }

        @Override
        public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new StorageException.Transient("It was interrupted.", null);
        }
    }

    private void failFor(int calls, String... lines) throws IOException {
        waits.clear();
        Settings settings = settings(lines);
        try (FaultyStorage faulty = new FaultyStorage(new MemoryStorage())) {
            for (int call = 1; call <= calls; call++) {
                faulty.failAt(
                        call, FaultyStorage.Moment.BEFORE, () -> new StorageException.Transient("It is busy.", null));
            }
            assertThatThrownBy(() -> syncTo(faulty, settings)).isInstanceOf(CloudUploadException.class);
        }
    }

    @Test
    @Tag("max_retries")
    void aRequestIsTriedAgainSoOften() throws Exception {
        failFor(4);
        assertThat(waits).as("by default").hasSize(3);
        failFor(1, "max_retries: 0");
        assertThat(waits).isEmpty();
        failFor(6, "max_retries: 5");
        assertThat(waits).hasSize(5);
    }

    @Test
    @Tag("retry_backoff_seconds")
    void retriesWaitTwiceAsLongEachTime() throws Exception {
        failFor(4);
        assertWaits(2, 4, 8);
        failFor(4, "retry_backoff_seconds: 0.5");
        assertWaits(0.5, 1, 2);
    }

    /** At least so many seconds, and at most a fifth more, by which clients are kept out of step. */
    private void assertWaits(double... seconds) {
        assertThat(waits).hasSize(seconds.length);
        for (int i = 0; i < seconds.length; i++) {
            assertThat(waits.get(i).toNanos() / 1e9).isBetween(seconds[i], seconds[i] * 1.2);
        }
    }

    @Test
    @Tag("enable_compression")
    void whatIsStoredIsCompressedUnlessItIsSwitchedOff() throws Exception {
        byte[] content = Files.readAllBytes(notes.resolve("a.md"));
        MemoryStorage compressed = new MemoryStorage();
        syncTo(compressed, settings());
        assertThat(bytes(compressed, "a.md.zst")).hasSizeLessThan(content.length / 10);
        MemoryStorage plain = new MemoryStorage();
        syncTo(plain, settings("enable_compression: false"));
        assertThat(bytes(plain, "a.md")).isEqualTo(content);
    }

    private static byte[] bytes(MemoryStorage remote, String ending) throws IOException {
        String key = remote.keys().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow();
        try (var in = remote.open(key)) {
            return in.readAllBytes();
        }
    }

    @Test
    @Tag("enable_deduplication")
    void whatTheRemoteHasIsSkippedUnlessItIsSwitchedOff() throws Exception {
        sync(settings());
        SyncReport second = sync(settings());
        assertThat(second.filesUploaded()).isEmpty();
        assertThat(second.uploadId()).isEmpty();
        SyncReport third = sync(settings("enable_deduplication: false"));
        assertThat(third.filesUploaded()).containsExactly("notes/a.md");
        assertThat(third.uploadId()).isPresent();
    }

    @Test
    @Tag("chunk_size_mb")
    void uploadsAreSentInPartsOfThatSize() throws Exception {
        byte[] large = new byte[13 * MIB];
        new Random(1).nextBytes(large);
        Files.write(notes.resolve("large"), large);
        assertThat(partsSent("chunk_size_mb: 6")).containsExactly(6 * MIB, 6 * MIB);
        assertThat(partsSent()).containsExactly(5 * MIB, 5 * MIB);
        assertThat(partsSent("chunk_size_mb: 1")).as("raised to what S3 takes").containsExactly(5 * MIB, 5 * MIB);
        assertThat(settings("chunk_size_mb: 1", "cloud_bucket: some-bucket").notes())
                .anyMatch(note -> note.contains("parts of 5 MiB are sent"));
    }

    private List<Integer> partsSent(String... lines) throws IOException {
        List<Integer> sizes = new CopyOnWriteArrayList<>();
        syncWatched(
                request -> {
                    if (request.has("partNumber")) {
                        sizes.add(
                                Integer.valueOf(request.header("Content-Length").orElse("0")));
                    }
                },
                lines);
        // The last one holds what is left, and what the compression of something random adds.
        return sizes.stream().filter(size -> size % MIB == 0).toList();
    }
}
