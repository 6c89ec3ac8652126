package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.testkit.FaultyStorage.Moment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sync that died in the middle is gone on with by the next one on the same home. */
class CloudSyncResumeTest {
    private static final int MANY = 1000;

    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private Path notes = temp;

    @BeforeEach
    void writeSources() throws IOException {
        notes = Files.createDirectories(temp.resolve("notes"));
        for (String name : List.of("a", "b", "c")) {
            Files.writeString(notes.resolve(name), "content of " + name);
        }
    }

    private Settings.Builder settings() {
        return Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0)
                .set(Keys.REMOTE, Optional.of(URI.create("s3://bucket")));
    }

    private static CloudSync cloud(StorageClient storage, Settings.Builder settings, Clock clock) {
        return new CloudSync(settings.build(), any -> storage, clock, new VirtualPause(), Set.of());
    }

    private MethodRequest request() {
        return new MethodRequest(List.of(new SourceSetting("notes", notes)), "command");
    }

    private MethodResult sync(StorageClient storage, Settings.Builder settings) throws SyncException {
        return cloud(storage, settings, Clock.systemUTC()).sync(request(), SyncContext.quiet());
    }

    private static List<String> puts(List<String> calls) {
        return calls.stream()
                .filter(call -> call.startsWith("put ") && call.contains("/uploads/"))
                .map(call -> call.substring(call.lastIndexOf('/') + 1))
                .toList();
    }

    /** Dies right after the second file was stored; its keys are what the dead run put. */
    private List<String> diesAfterTheSecondFile() throws SyncException {
        for (int call = 1; call <= MANY; call++) {
            MemoryStorage tried = new MemoryStorage();
            FaultyStorage counting = new FaultyStorage(tried)
                    .failAt(call, Moment.AFTER, IllegalStateException::new)
                    .mayMiss();
            runToDeath(counting, settings().set(Keys.HOME, temp.resolve("counting")));
            if (puts(counting.calls()).size() == 2) {
                FaultyStorage faulty = new FaultyStorage(remote).failAt(call, Moment.AFTER, IllegalStateException::new);
                runToDeath(faulty, settings());
                faulty.close();
                assertThat(puts(faulty.calls())).containsExactly("notes.a.zst", "notes.b.zst");
                return remote.keys();
            }
        }
        throw new AssertionError("no second file");
    }

    private void runToDeath(StorageClient storage, Settings.Builder settings) throws SyncException {
        try {
            sync(storage, settings);
        } catch (IllegalStateException e) {
            assertThat(e).hasNoCause();
        }
    }

    private static String folder(List<String> keys) {
        String key = keys.stream()
                .filter(name -> name.endsWith("notes.a.zst"))
                .findFirst()
                .orElseThrow();
        return key.substring(0, key.lastIndexOf('/') + 1);
    }

    private void assertWhole(MethodResult result) throws IOException {
        String folder = "systems/unit/uploads/" + result.uploadId().orElseThrow() + "/";
        List<String> named = Manifests.referencedKeys(remote, folder + "manifest.json");
        assertThat(named).hasSize(3).allMatch(key -> remote.keys().contains(key));
        assertThat(remote.keys())
                .filteredOn(key -> key.startsWith(folder) && !key.endsWith("manifest.json"))
                .as("nothing lies there that nobody names")
                .containsExactlyInAnyOrderElementsOf(named);
        assertThat(remote.keys()).noneMatch(key -> key.startsWith("holdfast/pending/" + result.uploadId()));
    }

    @Test
    void whatArrivedIsNotSentAgain() throws Exception {
        List<String> left = diesAfterTheSecondFile();
        try (FaultyStorage recording = new FaultyStorage(remote)) {
            MethodResult result = sync(recording, settings());
            assertThat(puts(recording.calls())).containsExactly("notes.b.zst", "notes.c.zst", "manifest.json");
            assertThat(folder(left)).contains(result.uploadId().orElseThrow());
            assertThat(result.filesUploaded()).containsExactly("notes/a", "notes/b", "notes/c");
            assertWhole(result);
        }
        assertThat(sync(remote, settings()).uploadId()).isEmpty();
    }

    @Test
    void aFileThatChangedMeanwhileGetsAKeyOfItsOwn() throws Exception {
        List<String> left = diesAfterTheSecondFile();
        Files.writeString(notes.resolve("b"), "changed");
        try (FaultyStorage recording = new FaultyStorage(remote)) {
            MethodResult result = sync(recording, settings());
            assertThat(folder(left)).contains(result.uploadId().orElseThrow());
            assertThat(puts(recording.calls()))
                    .hasSize(3)
                    .doesNotContain("notes.a.zst", "notes.b.zst")
                    .contains("notes.c.zst");
            assertWhole(result);
        }
    }

    @Test
    void whatIsGoneFromTheRemoteMeanwhileIsSentAgain() throws Exception {
        remote.delete(folder(diesAfterTheSecondFile()) + "notes.a.zst");
        assertWhole(sync(remote, settings()));
    }

    @Test
    void withOtherSettingsOfEncodingNothingIsTakenForTheSame() throws Exception {
        diesAfterTheSecondFile();
        assertWhole(sync(remote, settings().set(Keys.ENABLE_COMPRESSION, false)));
    }

    @Test
    void anotherRemoteGetsAnUploadOfItsOwn() throws Exception {
        List<String> left = diesAfterTheSecondFile();
        MethodResult result = sync(remote, settings().set(Keys.REMOTE, Optional.of(URI.create("s3://other"))));
        assertThat(folder(left)).doesNotContain(result.uploadId().orElseThrow());
        assertWhole(result);
    }

    @Test
    void anUploadThatANewerOneWouldHideIsNotGoneOnWith() throws Exception {
        List<String> left = diesAfterTheSecondFile();
        sync(remote, settings().set(Keys.HOME, temp.resolve("another home")));
        Files.writeString(notes.resolve("c"), "changed");
        MethodResult result = sync(remote, settings());
        assertThat(folder(left)).doesNotContain(result.uploadId().orElseThrow());
        assertThat(sync(remote, settings()).uploadId()).isEmpty();
    }

    @Test
    void anUploadThatMightBeClearedAwaySoonIsNotGoneOnWith() throws Exception {
        List<String> left = diesAfterTheSecondFile();
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(13)), ZoneOffset.UTC);
        MethodResult result = cloud(remote, settings(), later).sync(request(), SyncContext.quiet());
        assertThat(folder(left)).doesNotContain(result.uploadId().orElseThrow());
        assertWhole(result);
    }

    @Test
    void aDamagedJournalCostsSendingAgainAndNothingElse() throws Exception {
        diesAfterTheSecondFile();
        Path journal = temp.resolve("home/staging/upload.jsonl");
        Files.writeString(journal, "{\"name\":\"notes.c", StandardOpenOption.APPEND);
        assertWhole(sync(remote, settings()));
        assertThat(journal).doesNotExist();
    }
}
