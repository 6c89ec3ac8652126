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
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.testkit.sim.Device;
import dev.holdfast.testkit.sim.NetworkFaults;
import dev.holdfast.testkit.sim.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two machines that were given the same system id, which is a mistake, do each other no harm and are told. */
class TwoMachinesTest {
    @TempDir
    Path temp = Path.of("");

    private MemoryStorage remote = new MemoryStorage();

    private Settings settings(String machine) {
        return Settings.builder(temp.resolve(machine))
                .set(Keys.SYSTEM_ID, "same")
                .set(Keys.MAX_RETRIES, 20)
                .build();
    }

    private MethodRequest request(String machine) throws IOException {
        Path notes = Files.createDirectories(temp.resolve(machine + "-notes"));
        return new MethodRequest(List.of(new SourceSetting("notes", notes)), "command");
    }

    private MethodResult write(String machine, String text) throws Exception {
        MethodRequest request = request(machine);
        Files.writeString(request.sources().get(0).path().resolve(machine + ".md"), text);
        CloudSync cloud =
                new CloudSync(settings(machine), any -> remote, Clock.systemUTC(), new VirtualPause(), Set.of());
        return cloud.sync(request, SyncContext.quiet());
    }

    private void assertUploads(int count) throws IOException {
        List<String> manifests = remote.keys().stream()
                .filter(key -> key.startsWith("systems/same/uploads/") && key.endsWith("/manifest.json"))
                .toList();
        assertThat(manifests).hasSize(count);
        for (String manifest : manifests) {
            assertThat(remote.keys()).containsAll(Manifests.referencedKeys(remote, manifest));
        }
    }

    @Test
    void eachIsToldOfTheOtherAndNothingIsLost() throws Exception {
        assertThat(write("laptop", "one").notes()).isEmpty();
        assertThat(write("laptop", "two").notes()).isEmpty();
        assertThat(write("desktop", "three").notes())
                .singleElement()
                .asString()
                .contains("\"same\"")
                .contains("another machine")
                .contains("system_id");
        assertThat(write("laptop", "four").notes()).hasSize(1);
        assertThat(write("laptop", "five").notes()).isEmpty();
        assertUploads(5);
    }

    /** As after a new installation: the old machine is no more. */
    @Test
    void whoTakesOverIsToldOnce() throws Exception {
        write("old", "one");
        assertThat(write("new", "two").notes()).hasSize(1);
        assertThat(write("new", "three").notes()).isEmpty();
    }

    /** By its wrong clock, what the other one has just begun is days old. */
    @Test
    void whoseClockIsWrongClearsNothingAwayThatTheOtherIsSending() throws Exception {
        MethodRequest request = request("laptop");
        Files.writeString(request.sources().get(0).path().resolve("a.md"), "one");
        Files.writeString(request.sources().get(0).path().resolve("b.md"), "two");
        StorageClient whileItSends = new ForwardingStorage(remote) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                if (key.contains("b.md")) {
                    syncWithClock(Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
                }
                return super.put(key, content, options);
            }
        };
        new CloudSync(settings("laptop"), any -> whileItSends, Clock.systemUTC(), new VirtualPause(), Set.of())
                .sync(request, SyncContext.quiet());
        assertUploads(2);
    }

    private void syncWithClock(Clock clock) {
        try {
            MethodRequest request = request("desktop");
            Files.writeString(request.sources().get(0).path().resolve("c.md"), "three");
            new CloudSync(settings("desktop"), any -> remote, clock, new VirtualPause(), Set.of())
                    .sync(request, SyncContext.quiet());
        } catch (IOException | SyncException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bothAtOnceOverAFaultyNetworkEndWithTwoWholeUploads(long seed) throws Exception {
        Simulation simulation = new Simulation(seed);
        remote = new MemoryStorage(simulation.clock());
        simulation.network().setFaults(NetworkFaults.upTo(0.2, simulation.random()));
        for (String machine : List.of("laptop", "desktop")) {
            MethodRequest request = request(machine);
            for (String name : List.of("a.md", "b.md", "same.md")) {
                String text = name.equals("same.md") ? "the same on both" : machine + name;
                Files.writeString(request.sources().get(0).path().resolve(name), text);
            }
            Device device = simulation.device(machine);
            StorageClient storage = simulation.network().storage(device, "remote", remote);
            CloudSync cloud =
                    new CloudSync(settings(machine), any -> storage, device.clock(), device.pause(), Set.of());
            device.start("sync", () -> cloud.sync(request, SyncContext.quiet()));
        }
        simulation.run();
        assertUploads(2);
    }
}
