package dev.holdfast.testkit.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.testkit.MemoryStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Product code runs on the kernel as it is, with its own decorators and the threads that they make. */
class CloudSyncOnTheKernelTest {
    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void twoDevicesUploadOverAFaultyNetwork(long seed) throws Exception {
        Simulation simulation = new Simulation(seed);
        MemoryStorage remote = new MemoryStorage(simulation.clock());
        simulation.network().setFaults(NetworkFaults.upTo(0.3, simulation.random()));
        for (String name : List.of("laptop", "desktop")) {
            Device device = simulation.device(name);
            StorageClient storage = simulation.network().storage(device, "remote", remote);
            Settings settings = Settings.builder(temp.resolve(name))
                    .set(Keys.SYSTEM_ID, name)
                    .set(Keys.MAX_RETRIES, 20)
                    .build();
            CloudSync cloud = new CloudSync(settings, any -> storage, device.clock(), device.pause(), Set.of());
            MethodRequest request = new MethodRequest(List.of(new SourceSetting("notes", notes(name))), "command");
            device.start("sync", () -> cloud.sync(request, SyncContext.quiet()));
        }
        simulation.run();
        assertThat(remote.keys())
                .filteredOn(key -> key.endsWith("/manifest.json"))
                .hasSize(2)
                .anyMatch(key -> key.startsWith("systems/laptop/"))
                .anyMatch(key -> key.startsWith("systems/desktop/"));
        assertThat(remote.keys()).filteredOn(key -> key.endsWith(".zst")).hasSize(6);
    }

    private Path notes(String device) throws IOException {
        Path notes = Files.createDirectories(temp.resolve(device + "-notes"));
        for (String name : List.of("a.md", "b.md", "c.md")) {
            Files.writeString(notes.resolve(name), device + " " + name);
        }
        return notes;
    }
}
