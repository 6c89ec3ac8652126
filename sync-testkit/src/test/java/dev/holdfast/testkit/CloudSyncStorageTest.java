package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.Availability;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cloud method asks of its storage, and what it makes of what the storage can't do. */
class CloudSyncStorageTest {
    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private Path notes = temp;

    @BeforeEach
    void writeSources() throws IOException {
        notes = Files.createDirectories(temp.resolve("notes"));
        Files.writeString(notes.resolve("a.md"), "alpha");
    }

    private Settings.Builder settings() {
        return Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0)
                .set(Keys.REMOTE, Optional.of(URI.create("s3://bucket")));
    }

    private static CloudSync cloud(StorageClient storage, Settings settings) {
        return cloud(storage, settings, Clock.systemUTC());
    }

    private static CloudSync cloud(StorageClient storage, Settings settings, Clock clock) {
        return new CloudSync(settings, any -> storage, clock, new VirtualPause(), Set.of());
    }

    private MethodRequest request() {
        return new MethodRequest(List.of(new SourceSetting("notes", notes)), "command");
    }

    /** Hands everything on, and may be changed where a test needs it. */
    private static class Altered extends ForwardingStorage {
        Altered(StorageClient next) {
            super(next);
        }

        @Override
        protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
            return call.run();
        }
    }

    @Test
    void withoutCreateOnlyWritesASyncWorksAndSaysWhatItCannotPromise() throws Exception {
        StorageClient plain = new Altered(remote) {
            @Override
            public Set<Capability> capabilities() {
                Set<Capability> fewer = EnumSet.copyOf(super.capabilities());
                fewer.remove(Capability.CREATE_ONLY);
                return fewer;
            }
        };
        CloudSync cloud = cloud(plain, settings().build());
        assertThat(cloud.sync(request(), SyncContext.quiet()).uploadId()).isPresent();
        assertThat(cloud.availability(Duration.ofSeconds(30)).reason())
                .contains("no create-only writes")
                .contains("system_id");
        assertThat(cloud(remote, settings().build())
                        .availability(Duration.ofSeconds(30))
                        .reason())
                .doesNotContain("create-only");
    }

    @Test
    void theSizeOfAFileIsToldBeforehandWhereItIsKnown() throws Exception {
        Map<String, OptionalLong> told = new HashMap<>();
        StorageClient recording = new Altered(remote) {
            @Override
            public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
                told.put(key.substring(key.lastIndexOf('/') + 1), content.expectedSize());
                return super.put(key, content, options);
            }
        };
        cloud(recording, settings().build()).sync(request(), SyncContext.quiet());
        Files.writeString(notes.resolve("a.md"), "alpha two");
        cloud(recording, settings().set(Keys.ENABLE_COMPRESSION, false).build()).sync(request(), SyncContext.quiet());
        assertThat(told)
                .containsEntry("notes.a.md.zst", OptionalLong.empty())
                .containsEntry("notes.a.md", OptionalLong.of(9));
        assertThat(told.get("manifest.json")).isPresent();
    }

    @Test
    void whatThisSystemLeftUnfinishedIsSweptAndNothingOfOthers() throws Exception {
        try (FaultyStorage recording = new FaultyStorage(remote)) {
            cloud(recording, settings().build()).sync(request(), SyncContext.quiet());
            assertThat(recording.calls())
                    .filteredOn(call -> call.startsWith("sweep"))
                    .containsExactly("sweep systems/unit/");
        }
    }

    @Test
    void aServerThatStaysSweepsAtFirstAndThenOnceAnHourWhateverItsClockDoes() throws Exception {
        WorkspaceClock clock = new WorkspaceClock("2026-03-01T12:00:00Z");
        try (FaultyStorage recording = new FaultyStorage(remote)) {
            CloudSync cloud = cloud(recording, settings().build(), clock);
            List<Integer> sweeps = new ArrayList<>();
            for (Duration passed : List.of(
                    Duration.ZERO, Duration.ofMinutes(59), Duration.ofMinutes(1), Duration.ofDays(-1), Duration.ZERO)) {
                clock.pass(passed);
                cloud.sync(request(), SyncContext.quiet());
                sweeps.add((int) recording.calls().stream()
                        .filter(call -> call.startsWith("sweep"))
                        .count());
            }
            assertThat(sweeps).containsExactly(1, 1, 2, 3, 3);
        }
    }

    @Test
    void aSweepThatFailedIsMadeAgainWithTheNextSync() throws Exception {
        AtomicInteger sweeps = new AtomicInteger();
        StorageClient refusing = new Altered(remote) {
            @Override
            public int sweep(String prefix, Duration idle) throws StorageException {
                sweeps.incrementAndGet();
                throw new StorageException.Permanent("No.", null);
            }
        };
        CloudSync cloud = cloud(refusing, settings().build());
        cloud.sync(request(), SyncContext.quiet());
        cloud.sync(request(), SyncContext.quiet());
        assertThat(sweeps).hasValue(2);
    }

    @Test
    void aRemoteThatUsesUpItsTimeHasNotRefused() {
        CountDownLatch never = new CountDownLatch(1);
        StorageClient hanging = new Altered(remote) {
            @Override
            public void probe(Duration limit) throws StorageException {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new StorageException.Transient("Interrupted.", e);
                }
            }
        };
        Availability late = cloud(hanging, settings().build()).availability(Duration.ofMillis(50));
        assertThat(late.available()).isFalse();
        assertThat(late.answered()).isFalse();
        assertThat(late.reason()).contains("made no progress");
        assertThat(asked(new StorageException.Transient("It is away.", null)))
                .isEqualTo(Availability.no("It is away."));
    }

    @Test
    void aRemoteThatRefusesWaitsForSomebodyToAct() {
        for (StorageException refusal : List.of(
                new StorageException.Denied("Wrong key.", null),
                new StorageException.Permanent("There is no bucket.", null))) {
            assertThat(asked(refusal)).isEqualTo(Availability.refused(refusal.sentence()));
        }
        assertThat(asked(new StorageException.Corrupt("That is no S3.", null)))
                .as("as behind a portal that wants a login first")
                .isEqualTo(Availability.no("That is no S3."));
    }

    private Availability asked(StorageException answer) {
        StorageClient failing = new Altered(remote) {
            @Override
            public void probe(Duration limit) throws StorageException {
                throw answer;
            }
        };
        return cloud(failing, settings().build()).availability(Duration.ofSeconds(30));
    }
}
