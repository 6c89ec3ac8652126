package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.state.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several real processes on one home. */
class ProcessesTest {
    private Path home;

    @BeforeEach
    void home(@TempDir Path directory) throws IOException {
        home = directory.resolve("home");
        Files.writeString(directory.resolve("notes.md"), "hello");
    }

    @Test
    void aJobOfAProcessThatWasKilledIsDoneByTheNext() throws Exception {
        String id;
        try (ChildJvm child = ChildJvm.start(ProcessChild.class, "enqueue", home.toString())) {
            id = child.waitFor("submitted");
            child.kill();
        }
        assertThat(complete(id)).isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void aJobThatWasRunningWhenItsProcessWasKilledIsTakenOverAtOnce() throws Exception {
        String id;
        try (ChildJvm child = ChildJvm.start(ProcessChild.class, "hang", home.toString())) {
            id = child.waitFor("running");
            child.kill();
        }
        assertThat(complete(id)).as("well before its lease of 60 s ends").isEqualTo(SyncReport.State.DONE);
    }

    @Test
    void whatIsLeftRunningByAProcessThatWasKilledIsToldAsInterrupted() throws Exception {
        try (ChildJvm child = ChildJvm.start(ProcessChild.class, "hang", home.toString());
                SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
            child.waitFor("running");
            SyncStatus.Queue alive = service.status(Duration.ofSeconds(1)).queue();
            assertThat(alive.running()).isEqualTo(1);
            assertThat(alive.interrupted()).isZero();
            child.kill();
            SyncStatus status = service.status(Duration.ofSeconds(1));
            assertThat(status.queue().running()).isZero();
            assertThat(status.queue().pending()).isEqualTo(1);
            assertThat(status.queue().interrupted()).isEqualTo(1);
            assertThat(status.synced()).isFalse();
            assertThat(status.notes()).anyMatch(note -> note.startsWith("1 job(s) were interrupted"));
        }
    }

    @Test
    void whoSyncsAfterAKillIsToldWhatTheInterruptedJobHasSent() throws Exception {
        String interrupted;
        try (ChildJvm child = ChildJvm.start(ProcessChild.class, "hang", home.toString())) {
            interrupted = child.waitFor("running");
            child.kill();
        }
        ScriptedMethod method = new ScriptedMethod();
        method.script = (request, context) -> {
            boolean first = method.requests.size() == 1;
            return first ? ScriptedMethod.uploaded(request, "upload-1") : ScriptedMethod.unchanged(request);
        };
        try (SyncService service = ProcessChild.service(home, method)) {
            service.startDraining();
            String id = service.submit(SyncRequest.everything(Trigger.COMMAND)).jobId();
            SyncReport report = ServiceFixture.follow(service, id);
            assertThat(report.filesUploaded()).isEmpty();
            assertThat(report.notes())
                    .singleElement()
                    .asString()
                    .contains(interrupted)
                    .contains("1 file(s), 42 bytes")
                    .contains("upload-1");
            String later =
                    service.submit(SyncRequest.everything(Trigger.COMMAND)).jobId();
            assertThat(ServiceFixture.follow(service, later).notes()).isEmpty();
        }
    }

    @Test
    void aWaitingProcessTakesOverFromOneThatIsKilled() throws Exception {
        try (ChildJvm child = ChildJvm.start(ProcessChild.class, "hang", home.toString());
                SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
            String id = child.waitFor("running");
            service.startDraining();
            var report = service.await(id, Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal());
            assertThat(service.status(Duration.ofSeconds(1)).queue().running()).isEqualTo(1);
            child.kill();
            assertThat(report.get(30, TimeUnit.SECONDS).state()).isEqualTo(SyncReport.State.DONE);
        }
    }

    @Test
    void twoProcessesThatDrainOneHomeDoEachJobOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        try (SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
            for (int i = 0; i < 60; i++) {
                ids.add(service.submit(ProcessChild.request("occasion " + i)).jobId());
            }
            try (ChildJvm one = ChildJvm.start(ProcessChild.class, "drain", home.toString());
                    ChildJvm two = ChildJvm.start(ProcessChild.class, "drain", home.toString())) {
                one.waitForSuccess();
                two.waitForSuccess();
            }
            assertThat(Files.readAllLines(home.resolve("done.log"))).hasSameSizeAs(ids);
            for (String id : ids) {
                SyncReport report = service.await(id, Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal())
                        .get(30, TimeUnit.SECONDS);
                assertThat(report.state()).isEqualTo(SyncReport.State.DONE);
            }
        }
    }

    @Test
    void fourProcessesThatStartTogetherAndEnqueueMuchMeetNoLockError() throws Exception {
        List<ChildJvm> children = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                children.add(ChildJvm.start(ProcessChild.class, "flood", home.toString(), "200"));
            }
            for (ChildJvm child : children) {
                child.waitForSuccess();
            }
        } finally {
            children.forEach(ChildJvm::close);
        }
        try (SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
            assertThat(service.status(Duration.ofSeconds(1)).queue().pending()).isEqualTo(800);
        }
    }

    @Test
    void eightServersAndTwoDrainersOfWhichOneStandsStillDoEachOfAThousandJobsOnce() throws Exception {
        String lease = "5000";
        List<ChildJvm> servers = new ArrayList<>();
        List<String> said = new ArrayList<>();
        try (ChildJvm still = ChildJvm.start(ProcessChild.class, "fight", home.toString(), lease, "hold")) {
            still.waitFor("draining");
            for (int i = 0; i < 8; i++) {
                servers.add(ChildJvm.start(ProcessChild.class, "distinct", home.toString(), "server" + i, "125"));
            }
            still.waitFor("holding");
            still.pause();
            try (ChildJvm other = ChildJvm.start(ProcessChild.class, "fight", home.toString(), lease, "on")) {
                await().atMost(Duration.ofMinutes(1)).until(() -> effects().size() > 50);
                Files.createFile(home.resolveSibling("go"));
                still.goOn();
                for (ChildJvm server : servers) {
                    server.waitForSuccess();
                    said.addAll(server.rest(""));
                }
                await().atMost(Duration.ofMinutes(1)).until(() -> effects().size() >= 1000);
                try (SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
                    await().atMost(Duration.ofMinutes(1)).until(() -> !service.hasOpenJobs());
                }
                other.kill();
                said.addAll(other.rest(""));
            }
            still.kill();
            said.addAll(still.rest(""));
        } finally {
            servers.forEach(ChildJvm::close);
        }
        assertThat(effects()).doesNotHaveDuplicates().hasSize(1000);
        assertThat(said).noneMatch(line -> line.contains("database is locked") || line.contains("BUSY"));
    }

    private List<String> effects() throws IOException {
        Path log = home.resolve("done.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private SyncReport.State complete(String id) throws Exception {
        try (SyncService service = ProcessChild.service(home, new ScriptedMethod())) {
            service.startDraining();
            return service.await(id, Duration.ofMinutes(1), ProgressListener.NONE, new CancelSignal())
                    .get(30, TimeUnit.SECONDS)
                    .state();
        }
    }
}
