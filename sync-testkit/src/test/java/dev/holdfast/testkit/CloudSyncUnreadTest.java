package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.IncompleteSyncException;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.testkit.sim.disk.DiskHost;
import dev.holdfast.testkit.sim.disk.SimDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources of which a part can't be read: the rest goes on, and nothing is taken for deleted. */
class CloudSyncUnreadTest {
    /** Long enough to be opened when it is looked at. */
    private static final String LONG = "text ".repeat(200);

    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private final SimDisk disk = new SimDisk(DiskHost.alone(Clock.systemUTC()));
    private Path notes = temp;
    private Path other = temp;

    @BeforeEach
    void writeSources() throws IOException {
        notes = Files.createDirectory(disk.path("/notes"));
        Files.writeString(notes.resolve("a"), "a");
        Files.writeString(notes.resolve("long"), LONG);
        Files.writeString(Files.createDirectory(notes.resolve("deep")).resolve("b"), "b");
        other = Files.writeString(temp.resolve("other"), "other");
    }

    private MethodResult sync(StorageHome place) throws SyncException {
        Settings settings = Settings.builder(temp.resolve(place.home()))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0)
                .build();
        CloudSync cloud =
                new CloudSync(settings, any -> place.remote(), Clock.systemUTC(), new VirtualPause(), Set.of());
        return cloud.sync(
                new MethodRequest(
                        List.of(new SourceSetting("notes", notes), new SourceSetting("other", other)), "command"),
                SyncContext.quiet());
    }

    /** A remote, and a home that sends to it. */
    private record StorageHome(MemoryStorage remote, String home) {}

    /** What the newest manifest of each source says of it: each file's path and hash. */
    private static Map<String, String> newest(MemoryStorage storage) throws IOException {
        Map<String, Map<String, String>> sources = new TreeMap<>();
        for (String key : storage.keys()) {
            if (key.endsWith("/manifest.json")) {
                sources.putAll(files(Manifests.read(storage, key)));
            }
        }
        Map<String, String> all = new TreeMap<>();
        sources.forEach((source, files) -> files.forEach((path, hash) -> all.put(source + "/" + path, hash)));
        return all;
    }

    private static Map<String, Map<String, String>> files(JsonNode manifest) {
        Map<String, Map<String, String>> sources = new TreeMap<>();
        for (JsonNode file : manifest.path("metadata").path("files")) {
            sources.computeIfAbsent(file.path("source").asText(), any -> new TreeMap<>())
                    .put(file.path("path").asText(), file.path("sha256").asText());
        }
        return sources;
    }

    /** Fails every operation of the source's disk once, one after the other, until a sync meets no fault any more. */
    @Test
    void aDiskThatFailsAtAnyMomentMakesNothingDeletedAndHoldsUpNoOtherSource() throws Exception {
        boolean fired = true;
        int failures = 0;
        for (int operation = 1; fired; operation++) {
            StorageHome place = new StorageHome(new MemoryStorage(), "home" + operation);
            sync(place);
            Map<String, String> before = newest(place.remote());
            assertThat(before).hasSize(4);
            Files.writeString(notes.resolve("a"), "changed " + operation);
            Files.writeString(notes.resolve("new"), LONG + operation);
            Files.writeString(other, "changed " + operation);
            disk.faults().failOperation(operation, false);
            failures += syncOverABadDisk(place);
            fired = disk.faults().fired();
            disk.faults().clear();
            assertThat(newest(place.remote()).keySet())
                    .as("operation %s", operation)
                    .containsAll(before.keySet());
            assertThat(newest(place.remote()).get("other/other")).isNotEqualTo(before.get("other/other"));
            sync(place);
            assertThat(newest(place.remote())).hasSize(5).doesNotContainEntry("notes/a", before.get("notes/a"));
            assertThat(sync(place).uploadId()).isEmpty();
            Files.delete(notes.resolve("new"));
        }
        assertThat(failures).isGreaterThan(10);
    }

    private int syncOverABadDisk(StorageHome place) throws SyncException {
        try {
            sync(place);
            return 0;
        } catch (IncompleteSyncException e) {
            assertThat(e.isTransient()).isTrue();
            assertThat(e.unread()).containsOnlyKeys("notes");
            assertThat(e.sentence()).startsWith("Source notes: ").contains("/notes");
            assertThat(e.done().filesUploaded()).contains("other/other");
            return 1;
        }
    }

    @Test
    void manyFilesAtFaultAreCountedAndNotAllNamed() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(notes.resolve("more" + i), LONG);
        }
        long before = disk.faults().operations();
        sync(new StorageHome(new MemoryStorage(), "counting"));
        int operations = (int) (disk.faults().operations() - before);
        disk.faults().failOperation(operations / 2, true);
        assertThatThrownBy(() -> sync(new StorageHome(remote, "home")))
                .isInstanceOfSatisfying(
                        IncompleteSyncException.class,
                        failure -> assertThat(failure.sentence())
                                .contains(" more of its files")
                                .hasSizeLessThan(1000));
    }
}
