package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.CloudUploadException;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PlannedFile;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudSyncTest {
    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private final VirtualPause pause = new VirtualPause();
    private Path notes = temp;
    private Path home = temp;

    @BeforeEach
    void writeSources() throws IOException {
        home = temp.resolve("home");
        notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("a.md"), "alpha");
        Files.createDirectories(notes.resolve("deep/er"));
        Files.writeString(notes.resolve("deep/er/b.md"), "beta ".repeat(10_000));
        Files.writeString(notes.resolve("empty"), "");
    }

    private Settings.Builder settings() {
        return Settings.builder(home).set(Keys.SYSTEM_ID, "unit").set(Keys.MAX_RETRIES, 0);
    }

    private CloudSync cloud(StorageClient storage, Settings settings, Clock clock) {
        return new CloudSync(settings, any -> storage, clock, pause, Set.of());
    }

    private CloudSync cloud(StorageClient storage) {
        return cloud(storage, settings().build(), Clock.systemUTC());
    }

    private MethodRequest request() {
        return new MethodRequest(List.of(new SourceSetting("notes", notes)), "command");
    }

    private MethodResult sync() throws SyncException {
        return cloud(remote).sync(request(), SyncContext.quiet());
    }

    private List<String> manifests() {
        return remote.keys().stream()
                .filter(key -> key.endsWith("/manifest.json"))
                .toList();
    }

    private String unpacked(String ending) throws IOException {
        String key = remote.keys().stream()
                .filter(name -> name.endsWith(ending))
                .findFirst()
                .orElseThrow();
        try (InputStream in = new ZstdInputStream(remote.open(key))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void everyFileArrivesWholeAndTheManifestWithIt() throws Exception {
        MethodResult result = sync();
        assertThat(result.filesUploaded()).containsExactlyInAnyOrder("notes/a.md", "notes/deep/er/b.md", "notes/empty");
        assertThat(manifests())
                .containsExactly("systems/unit/uploads/" + result.uploadId().orElseThrow() + "/manifest.json");
        assertThat(unpacked("/notes.a.md.zst")).isEqualTo("alpha");
        assertThat(unpacked("/notes.empty.zst")).isEmpty();
        assertThat(remote.keys()).noneMatch(key -> key.startsWith("holdfast/pending/"));
    }

    @Test
    void nothingChangedMeansNoUpload() throws Exception {
        sync();
        List<String> before = remote.keys();
        MethodResult second = sync();
        assertThat(second.uploadId()).isEmpty();
        assertThat(second.bytesTransferred()).isZero();
        assertThat(second.filesSkipped()).hasSize(3);
        assertThat(remote.keys()).isEqualTo(before);
    }

    @Test
    void onlyWhatChangedIsSentAndTheRestIsReferredTo() throws Exception {
        sync();
        Files.writeString(notes.resolve("a.md"), "alpha two");
        MethodResult second = sync();
        assertThat(second.filesUploaded()).containsExactly("notes/a.md");
        assertThat(second.filesSkipped()).hasSize(2);
        assertThat(sync().uploadId()).isEmpty();
    }

    @Test
    void aFileThatWasDeletedHereGivesANewManifestAndStaysInTheOldUpload() throws Exception {
        sync();
        Files.delete(notes.resolve("a.md"));
        MethodResult second = sync();
        assertThat(second.uploadId()).isPresent();
        assertThat(second.filesUploaded()).isEmpty();
        assertThat(unpacked("/notes.a.md.zst")).isEqualTo("alpha");
    }

    @Test
    void anEmptiedSourceIsSaidAndDoesNotReplaceItsLastCopy() throws Exception {
        sync();
        List<String> before = remote.keys();
        try (Stream<Path> all = Files.walk(notes)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        Files.createDirectory(notes);
        assertThatThrownBy(this::sync).isInstanceOfSatisfying(SyncException.class, e -> {
            assertThat(e.isTransient()).isFalse();
            assertThat(e.sentence()).contains("no file left in").contains("notes");
        });
        assertThat(remote.keys()).isEqualTo(before);
    }

    @Test
    void anEmptiedRemoteIsNoticedAndRefilled() throws Exception {
        sync();
        for (String key : remote.keys()) {
            remote.delete(key);
        }
        assertThat(sync().filesUploaded()).hasSize(3);
        assertThat(manifests()).hasSize(1);
    }

    @Test
    void aFileLostOnTheRemoteIsSentAgain() throws Exception {
        sync();
        remote.delete(remote.keys().stream()
                .filter(key -> key.endsWith("notes.a.md.zst"))
                .findFirst()
                .orElseThrow());
        assertThat(sync().filesUploaded()).containsExactly("notes/a.md");
        assertThat(sync().uploadId()).isEmpty();
    }

    @Test
    void aFileCutShortOnTheRemoteIsSentAgain() throws Exception {
        sync();
        String key = remote.keys().stream()
                .filter(name -> name.contains("b-"))
                .findFirst()
                .orElseThrow();
        remote.put(key, Content.of(new byte[] {1}), PutOptions.DEFAULT);
        assertThat(sync().filesUploaded()).containsExactly("notes/deep/er/b.md");
    }

    @Test
    void aDamagedManifestConfirmsNothing() throws Exception {
        sync();
        remote.put(manifests().get(0), Content.of("{\"upload_id\":".getBytes(UTF_8)), PutOptions.DEFAULT);
        assertThat(sync().filesUploaded()).hasSize(3);
    }

    @Test
    void withoutDeduplicationEverythingIsSentEachTime() throws Exception {
        Settings all = settings().set(Keys.ENABLE_DEDUPLICATION, false).build();
        CloudSync cloud = cloud(remote, all, Clock.systemUTC());
        cloud.sync(request(), SyncContext.quiet());
        assertThat(cloud.sync(request(), SyncContext.quiet()).filesUploaded()).hasSize(3);
        assertThat(manifests()).hasSize(2);
    }

    @Test
    void withoutCompressionTheBytesAreStoredAsTheyAre() throws Exception {
        Settings plain = settings().set(Keys.ENABLE_COMPRESSION, false).build();
        cloud(remote, plain, Clock.systemUTC()).sync(request(), SyncContext.quiet());
        String key = remote.keys().stream()
                .filter(name -> name.endsWith("notes.a.md"))
                .findFirst()
                .orElseThrow();
        try (InputStream in = remote.open(key)) {
            assertThat(in.readAllBytes()).isEqualTo("alpha".getBytes(UTF_8));
        }
    }

    @Test
    void theChunkSizeIsTheSizeOfTheParts() throws Exception {
        Set<Integer> sizes = ConcurrentHashMap.newKeySet();
        StorageClient recording = new ForwardingStorage(remote) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                if (key.endsWith(".zst")) {
                    sizes.add(options.partSize());
                }
                return super.put(key, content, options);
            }
        };
        Settings large = settings().set(Keys.CHUNK_SIZE_MB, 7).build();
        cloud(recording, large, Clock.systemUTC()).sync(request(), SyncContext.quiet());
        assertThat(sizes).containsExactly(7 << 20);
    }

    @Test
    void retriesAndTheirWaitsAreAsTheSettingsSay() {
        FaultyStorage faulty = new FaultyStorage(remote);
        for (int call = 1; call <= 3; call++) {
            faulty.failAt(call, Moment.BEFORE, () -> new StorageException.Transient("Busy.", null));
        }
        Settings patient = settings()
                .set(Keys.MAX_RETRIES, 2)
                .set(Keys.RETRY_BACKOFF, Duration.ofSeconds(10))
                .build();
        assertThatThrownBy(() -> cloud(faulty, patient, Clock.systemUTC()).sync(request(), SyncContext.quiet()))
                .isInstanceOf(CloudUploadException.class);
        assertThat(pause.waits).hasSize(2);
        assertThat(pause.waits.get(0)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
        assertThat(pause.waits.get(1)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
        faulty.close();
    }

    @Test
    void thePlanIsWhatTheSyncDoesAndChangesNothing() throws Exception {
        sync();
        Files.writeString(notes.resolve("a.md"), "changed");
        List<String> before = remote.keys();
        List<PlannedFile> plan = cloud(remote).plan(request(), SyncContext.quiet());
        assertThat(remote.keys()).isEqualTo(before);
        MethodResult result = sync();
        assertThat(plan.stream().filter(PlannedFile::changed).map(file -> file.source() + "/" + file.file()))
                .containsExactlyElementsOf(result.filesUploaded());
        assertThat(plan).hasSize(3);
    }

    @Test
    void progressEndsAtEachFilesSize() throws Exception {
        List<Progress> heard = new ArrayList<>();
        cloud(remote).sync(request(), new SyncContext(heard::add, new CancelSignal()));
        assertThat(heard.stream().filter(event -> event.file().equals("deep/er/b.md")))
                .extracting(Progress::bytesDone)
                .startsWith(0L)
                .endsWith(50_000L)
                .isSorted();
    }

    private static RuntimeException killed() {
        return new IllegalStateException("killed");
    }

    private void runToDeath(CloudSync cloud) throws SyncException {
        try {
            cloud.sync(request(), SyncContext.quiet());
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("killed");
        }
    }

    @Test
    void aFreshLeftoverIsNotCleared() throws Exception {
        FaultyStorage faulty = new FaultyStorage(remote).failAt(9, Moment.BEFORE, CloudSyncTest::killed);
        runToDeath(cloud(faulty));
        faulty.close();
        home = temp.resolve("another home");
        sync();
        assertThat(remote.keys()).anyMatch(key -> key.startsWith("holdfast/pending/unit/"));
    }

    @Test
    void cancellingInTheMiddleOfAFileLeavesNoManifest() throws Exception {
        Files.write(notes.resolve("large"), new byte[8 << 20]);
        CancelSignal cancel = new CancelSignal();
        SyncContext context = new SyncContext(
                progress -> {
                    if (progress.file().equals("large")) {
                        cancel.cancel();
                    }
                },
                cancel);
        assertThatThrownBy(() -> cloud(remote).sync(request(), context)).isInstanceOf(CancellationException.class);
        assertThat(manifests()).isEmpty();
        assertThat(sync().filesUploaded()).hasSize(4);
    }

    @Test
    void aMissingSourceDoesNotHoldUpTheOthersAndIsNamed() throws Exception {
        MethodRequest both = new MethodRequest(
                List.of(new SourceSetting("gone", temp.resolve("gone")), new SourceSetting("notes", notes)), "tool");
        assertThatThrownBy(() -> cloud(remote).sync(both, SyncContext.quiet()))
                .isInstanceOfSatisfying(IncompleteSyncException.class, failure -> {
                    assertThat(failure.isTransient()).isFalse();
                    assertThat(failure.sentence())
                            .contains("gone")
                            .contains(temp.resolve("gone").toString())
                            .contains("3 files");
                    assertThat(failure.unread()).containsOnlyKeys("gone");
                    assertThat(failure.done().filesUploaded()).hasSize(3);
                });
        assertThat(manifests()).hasSize(1);
        assertThat(sync().uploadId()).isEmpty();
    }

    @Test
    void deniedAndTransientFailuresKeepTheirKind() {
        FaultyStorage denied = new FaultyStorage(remote)
                .failAt(1, Moment.BEFORE, () -> new StorageException.Denied("No right.", null));
        assertThatThrownBy(() -> cloud(denied).sync(request(), SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        CloudUploadException.class,
                        failure -> assertThat(failure.isTransient()).isFalse());
        denied.close();
        FaultyStorage busy =
                new FaultyStorage(remote).failAt(1, Moment.BEFORE, () -> new StorageException.Transient("Busy.", null));
        assertThatThrownBy(() -> cloud(busy).sync(request(), SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        CloudUploadException.class,
                        failure -> assertThat(failure.isTransient()).isTrue());
        busy.close();
    }

    @Test
    void aClockSetBackDoesNotHideTheNewestUpload() throws Exception {
        sync();
        Files.writeString(notes.resolve("a.md"), "later");
        Clock past = Clock.fixed(Instant.now().minus(Duration.ofHours(3)), ZoneOffset.UTC);
        cloud(remote, settings().build(), past).sync(request(), SyncContext.quiet());
        assertThat(sync().uploadId()).isEmpty();
    }
}
