package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.SyncReport;
import dev.holdfast.sync.SyncRequest;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.Trigger;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.testkit.sim.disk.DiskHost;
import dev.holdfast.testkit.sim.disk.SimDisk;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A remote folder whose disk has no room for what is to go there. */
class FullDiskTest {
    private static final int MIB = 1 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    Path temp = Path.of("");

    @Test
    void itIsSaidInOneSentenceAndTheSyncGoesOnWhenThereIsRoom() throws Exception {
        byte[] large = new byte[3 * MIB];
        new Random(1).nextBytes(large);
        Path source = Files.write(temp.resolve("large"), large);
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.REMOTE, Optional.of(URI.create("file:///remote")))
                .set(Keys.SOURCES, List.of(new SourceSetting("large", source)))
                .build();
        SimDisk disk = new SimDisk(DiskHost.alone(Clock.systemUTC()));
        CloudSync cloud = new CloudSync(
                settings,
                any -> new LocalStorage(disk.path("/remote")),
                Clock.systemUTC(),
                new VirtualPause(),
                Set.of(settings.home().resolve("state.db")));
        try (SyncService service = SyncServices.create(settings, List.of(cloud), InstantSource.system())) {
            service.startDraining();
            disk.setCapacity(2 * MIB);
            SyncReport report = sync(service);
            assertThat(report.state()).isEqualTo(SyncReport.State.PENDING);
            assertThat(report.error()).contains("The disk of the folder /remote is full: make room on it.");
            assertThat(service.status(LIMIT).lastError()).isEqualTo(report.error());

            disk.setCapacity(10 * MIB);
            assertThat(sync(service).state()).isEqualTo(SyncReport.State.DONE);
            assertThat(service.status(LIMIT).synced()).isTrue();
        }
    }

    private static SyncReport sync(SyncService service) {
        String job = service.submit(SyncRequest.everything(Trigger.COMMAND)).jobId();
        return service.await(job, LIMIT, ProgressListener.NONE, new CancelSignal())
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
