package dev.holdfast.sync;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.outbox.Route;
import dev.holdfast.sync.state.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home with two sources, and services on it over a scripted method. */
abstract class ServiceFixture {
    static final Duration LONG = Duration.ofMinutes(1);

    final ManualClock clock = new ManualClock();
    final ScriptedMethod method = new ScriptedMethod();
    final List<SyncService> services = new ArrayList<>();
    Path home;
    SourceSetting notes;
    SourceSetting graph;

    @BeforeEach
    void lay(@TempDir Path directory) throws IOException {
        home = directory.resolve("home");
        notes = new SourceSetting("notes", old(Files.writeString(directory.resolve("notes.md"), "hello")));
        graph = new SourceSetting("graph", old(Files.writeString(directory.resolve("graph.jsonl"), "{}")));
    }

    /** The file as if it had been written long before anything here. */
    final Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(clock.instant().minus(Duration.ofDays(1))));
    }

    @AfterEach
    void close() {
        services.forEach(SyncService::close);
    }

    final Settings.Builder builder() {
        return Settings.builder(home).set(Keys.SOURCES, List.of(notes, graph)).set(Keys.SYSTEM_ID, "here");
    }

    final SyncService service() {
        SyncService service = SyncServices.create(builder().build(), List.of(method), clock);
        services.add(service);
        return service;
    }

    /** One whose environment makes it send to another place. */
    final SyncService elsewhere() {
        Destination destination = new Destination("elsewhere", new Route("elsewhere", false));
        return SyncServices.create(builder().build(), List.of(method), destination, clock);
    }

    final SyncService draining() {
        SyncService service = service();
        service.startDraining();
        return service;
    }

    static SyncRequest request() {
        return SyncRequest.everything(Trigger.TOOL);
    }

    static SyncRequest only(String source) {
        return new SyncRequest("auto", true, List.of(source), List.of(), Trigger.TOOL, Map.of());
    }

    static SyncReport follow(SyncService service, String jobId) {
        return service.await(jobId, LONG, ProgressListener.NONE, new CancelSignal())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
