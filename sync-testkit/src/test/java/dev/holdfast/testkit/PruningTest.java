package dev.holdfast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.PruneReport;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.cloud.CloudRecovery;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old uploads go, and nothing that a newer one needs goes with them. */
class PruningTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path temp = Path.of("");

    private final WorkspaceClock clock = new WorkspaceClock(Instant.now().toString());
    private MemoryStorage remote = MemoryStorage.builder().clock(clock).build();
    private Path notes = temp;

    @BeforeEach
    void writeSources() throws IOException {
        notes = Files.createDirectories(temp.resolve("notes"));
        write("steady", "always the same");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(notes.resolve(name), text);
    }

    private Settings.Builder settings() {
        return Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0);
    }

    private MethodResult sync(StorageClient storage, Settings.Builder settings) throws SyncException {
        CloudSync cloud = new CloudSync(settings.build(), any -> storage, clock, new VirtualPause(), Set.of());
        return cloud.sync(
                new MethodRequest(List.of(new SourceSetting("notes", notes)), "command"), SyncContext.quiet());
    }

    /** An upload a day, each with a file of its own. */
    private List<String> upload(int times) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            write("changing", "at " + clock.instant());
            ids.add(sync(remote, settings()).uploadId().orElseThrow());
            clock.pass(DAY);
        }
        return ids;
    }

    private PruneReport prune(StorageClient storage, int last, boolean dryRun) throws SyncException {
        Settings settings = settings().set(Keys.KEEP_LAST, last).build();
        return new CloudRecovery(settings, any -> storage, clock, new VirtualPause()).prune(dryRun, new CancelSignal());
    }

    private PruneReport prune(int last) throws SyncException {
        return prune(remote, last, false);
    }

    private List<String> manifests() {
        return remote.keys().stream()
                .filter(key -> key.endsWith("manifest.json"))
                .toList();
    }

    private void assertEveryManifestIsWhole() throws IOException {
        for (String manifest : manifests()) {
            assertThat(remote.keys()).containsAll(Manifests.referencedKeys(remote, manifest));
        }
    }

    private Set<String> referredTo() throws IOException {
        Set<String> keys = new HashSet<>(manifests());
        for (String manifest : manifests()) {
            keys.addAll(Manifests.referencedKeys(remote, manifest));
        }
        return keys;
    }

    @Test
    void aDryRunTellsWhatARunWouldDoAndChangesNothing() throws Exception {
        List<String> ids = upload(5);
        List<String> before = remote.keys();
        PruneReport plan = prune(remote, 2, true);
        assertThat(remote.keys()).isEqualTo(before);
        assertThat(plan.forgotten()).isEqualTo(ids.subList(0, 3));
        assertThat(plan.kept()).isEqualTo(ids.subList(3, 5));
        PruneReport done = prune(2);
        assertThat(done.forgotten()).isEqualTo(plan.forgotten());
        assertThat(done.kept()).isEqualTo(plan.kept());
        assertThat(manifests()).hasSize(2);
    }

    @Test
    void filesGoADayAfterTheirUploadAndThoseThatOthersNeedStay() throws Exception {
        upload(5);
        PruneReport first = prune(2);
        assertThat(first.objectsRemoved()).isZero();
        assertThat(first.waiting()).isEqualTo(3);
        clock.pass(DAY.plusSeconds(1));
        PruneReport second = prune(2);
        assertThat(second.forgotten()).isEmpty();
        assertThat(second.objectsRemoved()).isEqualTo(3);
        assertThat(second.bytesRemoved()).isPositive();
        assertThat(second.waiting())
                .as("the first upload's steady file is needed")
                .isEqualTo(1);
        assertEveryManifestIsWhole();
        assertThat(remote.keys())
                .filteredOn(key -> key.startsWith("systems/"))
                .containsExactlyInAnyOrderElementsOf(referredTo());
    }

    @Test
    void whatNothingRefersToAnyMoreGoesInTheEnd() throws Exception {
        upload(3);
        write("steady", "changed at last");
        upload(1);
        prune(1);
        clock.pass(DAY.plusSeconds(1));
        PruneReport done = prune(1);
        assertThat(done.waiting()).isZero();
        assertThat(remote.keys())
                .filteredOn(key -> !key.startsWith("holdfast/clock/"))
                .containsExactlyInAnyOrderElementsOf(referredTo());
    }

    /** A sync elsewhere saw the old manifest and is about to refer to its files. */
    @Test
    void filesThatLostTheirLastReferenceJustNowWaitADayFromThen() throws Exception {
        List<String> ids = upload(3);
        prune(2);
        clock.pass(DAY.plusSeconds(1));
        // The first upload went a day ago; its steady file is held by the others until now.
        write("steady", "new");
        upload(1);
        prune(1);
        assertThat(prune(1).objectsRemoved()).isZero();
        assertThat(remote.keys()).anyMatch(key -> key.startsWith("systems/unit/uploads/" + ids.get(0) + "/"));
        clock.pass(DAY.plusSeconds(1));
        assertThat(prune(1).objectsRemoved()).isPositive();
        assertThat(remote.keys()).noneMatch(key -> key.startsWith("systems/unit/uploads/" + ids.get(0) + "/"));
    }

    @Test
    void theLastGoodOneStaysWhenNewerOnesAreDamaged() throws Exception {
        List<String> ids = upload(4);
        for (String id : ids.subList(2, 4)) {
            remote.keys().stream()
                    .filter(key -> key.contains(id) && key.contains("changing"))
                    .toList()
                    .forEach(this::delete);
        }
        PruneReport done = prune(1);
        assertThat(done.kept()).containsExactly(ids.get(1), ids.get(3));
    }

    private void delete(String key) {
        try {
            remote.delete(key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whileAManifestIsDamagedNoBytesGo() throws Exception {
        List<String> ids = upload(4);
        String damaged = "systems/unit/uploads/" + ids.get(3) + "/manifest.json";
        remote.put(damaged, Content.of("{".getBytes(UTF_8)), PutOptions.DEFAULT);
        prune(1);
        clock.pass(DAY.plusSeconds(1));
        PruneReport done = prune(1);
        assertThat(done.unreadable()).containsExactly(ids.get(3));
        assertThat(done.kept()).containsExactly(ids.get(2), ids.get(3));
        assertThat(done.objectsRemoved()).isZero();
    }

    /** Whatever call it dies at: nothing that is there is torn, and the next run completes it. */
    @Test
    void aRunKilledAtAnyCallTearsNothingAndIsTakenUpAgain() throws Exception {
        Instant begin = clock.instant();
        List<String> begun = new ArrayList<>();
        int met = FaultyRuns.atEachCall(
                () -> {
                    clock.pass(Duration.between(clock.instant(), begin));
                    remote = MemoryStorage.builder().clock(clock).build();
                    return remote;
                },
                () -> new IllegalStateException("killed"),
                (faulty, bare) -> {
                    upload(4);
                    try {
                        prune(faulty, 1, false);
                        clock.pass(DAY.plusSeconds(1));
                        prune(faulty, 1, false);
                    } catch (IllegalStateException e) {
                        begun.add("killed");
                    }
                    assertEveryManifestIsWhole();
                    prune(1);
                    clock.pass(DAY.plusSeconds(1));
                    prune(1);
                    assertThat(manifests()).hasSize(1);
                    assertEveryManifestIsWhole();
                    assertThat(remote.keys())
                            .filteredOn(key -> key.startsWith("systems/"))
                            .containsExactlyInAnyOrderElementsOf(referredTo());
                });
        assertThat(met).isGreaterThan(20);
        assertThat(begun).isNotEmpty();
    }

    @Test
    void aSyncLetsOldOnesGoAsTheSettingsSay() throws Exception {
        Settings.Builder keeping = settings().set(Keys.KEEP_LAST, 3);
        for (int i = 0; i < 6; i++) {
            write("changing", "number " + i);
            sync(remote, keeping);
            clock.pass(Duration.ofSeconds(60));
        }
        assertThat(manifests()).hasSize(3);
        assertEveryManifestIsWhole();
    }

    @Test
    void aSyncAloneNeverLetsMostOfThemGo() throws Exception {
        upload(6);
        write("changing", "once more");
        sync(remote, settings().set(Keys.KEEP_LAST, 1));
        assertThat(manifests()).hasSize(7);
    }

    @Test
    void anotherSystemsUploadsAreNotTouched() throws Exception {
        upload(3);
        sync(remote, settings().set(Keys.SYSTEM_ID, "other"));
        List<String> others =
                remote.keys().stream().filter(key -> key.contains("other")).toList();
        prune(1);
        clock.pass(DAY.plusSeconds(1));
        prune(1);
        assertThat(remote.keys()).containsAll(others);
        assertThat(others).isNotEmpty();
    }

    /** It saw a manifest that went, and its files went too, before it came to write its own. */
    @Test
    void aSyncThatTookLongerThanFilesAreHeldForItDoesNotReferToThem() throws Exception {
        upload(2);
        write("changing", "slow");
        Path here = notes;
        StorageClient slow = new ForwardingStorage(remote) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                if (key.contains("changing")) {
                    replaceAllElsewhere();
                }
                return super.put(key, content, options);
            }
        };
        assertThatThrownBy(() -> sync(slow, settings()))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.isTransient()).isTrue());
        assertEveryManifestIsWhole();
        notes = here;
        sync(remote, settings());
        assertEveryManifestIsWhole();
    }

    private void replaceAllElsewhere() {
        try {
            notes = Files.createDirectory(temp.resolve("elsewhere"));
            write("other", "other");
            sync(remote, settings().set(Keys.HOME, temp.resolve("home elsewhere")));
            prune(1);
            clock.pass(DAY.plusSeconds(1));
            assertThat(prune(1).waiting()).isZero();
        } catch (IOException | SyncException e) {
            throw new AssertionError(e);
        }
    }
}
