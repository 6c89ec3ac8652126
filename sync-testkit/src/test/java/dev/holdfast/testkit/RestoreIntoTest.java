package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.RestorePoints;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which upload a restore takes, whose, and what it does about what is there already. */
class RestoreIntoTest {
    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();

    private Machine machine(String systemId) {
        return new Machine(temp.resolve(systemId), systemId, remote);
    }

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }

    private Machine withThreeStates() throws Exception {
        Machine machine = machine("laptop")
                .write("notes/a.md", "one")
                .write("notes/b.md", "b")
                .source("notes");
        machine.write("plain.txt", "plain");
        machine.source("plain", "plain.txt").sync(at("2026-11-01T10:00:00Z"));
        machine.write("notes/a.md", "two").sync(at("2026-11-02T10:00:00Z"));
        Files.delete(machine.path("notes/b.md"));
        machine.sync(at("2026-11-03T10:00:00Z"));
        return machine;
    }

    @Test
    void aTimeMeansTheNewestUploadNotLaterThanIt() throws Exception {
        Machine machine = withThreeStates();
        machine.restoreAt(Instant.parse("2026-11-02T09:59:59Z"), "first");
        machine.restoreAt(Instant.parse("2026-11-02T10:00:00Z"), "second");
        machine.restore("third");
        assertThat(machine.path("first/notes/a.md")).hasContent("one");
        assertThat(machine.path("second/notes/a.md")).hasContent("two");
        assertThat(machine.path("second/notes/b.md")).hasContent("b");
        assertThat(Machine.files(machine.path("third"))).containsOnlyKeys("notes/a.md", "plain/plain.txt");
        assertThatThrownBy(() -> machine.restoreAt(Instant.parse("2026-10-01T00:00:00Z"), "none"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("No upload is as old as 2026-10-01T00:00:00Z");
    }

    @Test
    void theTimesThatAreListedMeanTheUploadsTheyStandFor() throws Exception {
        Machine machine = withThreeStates();
        RestorePoints points = machine.recovery().points(Optional.empty(), new CancelSignal());
        assertThat(points.points())
                .extracting(point -> point.at().toString())
                .containsExactly("2026-11-03T10:00:00Z", "2026-11-02T10:00:00Z", "2026-11-01T10:00:00Z");
        RestorePoints.Point oldest = points.points().get(2);
        assertThat(oldest.sources())
                .containsExactly(new RestorePoints.Source("notes", 2, 4), new RestorePoints.Source("plain", 1, 5));
        RestoreReport report = machine.restoreAt(oldest.at(), "back");
        assertThat(report.sources())
                .allSatisfy(source -> assertThat(source.uploadId()).isEqualTo(oldest.uploadId()));
    }

    @Test
    void aSourceThatNewerUploadsLeaveOutComesFromTheLastOneThatHasIt() throws Exception {
        withThreeStates();
        Machine less = machine("laptop").source("notes");
        less.write("notes/a.md", "three").sync();
        RestoreReport report = less.restore("all");
        assertThat(report.sources()).extracting(RestoreReport.Source::name).containsExactlyInAnyOrder("notes", "plain");
        assertThat(less.path("all/plain/plain.txt")).hasContent("plain");
        assertThat(less.path("all/notes/a.md")).hasContent("three");
        less.restore("one", "plain");
        assertThat(Machine.files(less.path("one"))).containsOnlyKeys("plain/plain.txt");
        assertThatThrownBy(() -> less.restore("none", "nodes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("has the source nodes; there are notes, plain");
        assertThat(less.path("none")).doesNotExist();
    }

    @Test
    void aNewMachineIsToldWhoseUploadsThereAreAndGetsThem() throws Exception {
        withThreeStates();
        Machine fresh = machine("desk");
        assertThatThrownBy(() -> fresh.restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("no upload of the system desk")
                .hasMessageContaining("--system laptop");
        RestoreReport report = fresh.recovery()
                .restore(
                        new RestoreRequest(
                                Optional.of("laptop"),
                                Optional.empty(),
                                List.of(),
                                new RestoreRequest.Into(fresh.path("back"))),
                        SyncContext.quiet());
        assertThat(report.systemId()).isEqualTo("laptop");
        assertThat(fresh.path("back/notes/a.md")).hasContent("two");

        machine("third").write("notes/c.md", "c").source("notes").sync();
        assertThatThrownBy(() -> fresh.restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("laptop, third");
        assertThat(fresh.recovery()
                        .points(Optional.of("third"), new CancelSignal())
                        .otherSystems())
                .containsExactly("laptop");
        assertThatThrownBy(() -> fresh.recovery().points(Optional.of("../x"), new CancelSignal()))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("system id");
    }

    @Test
    void anEmptyRemoteIsSaid() {
        assertThatThrownBy(() -> machine("laptop").restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("check that the settings name the right remote");
    }

    @Test
    void whatIsInTheWayIsNamedAndNothingIsTouched() throws Exception {
        Machine machine = withThreeStates();
        machine.write("back/notes/a.md", "another").write("back/notes/a.md-wal", "log");
        Map<String, String> before = Machine.files(machine.path("back"));
        assertThatThrownBy(() -> machine.restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(machine.path("back/notes/a.md").toString())
                .hasMessageContaining(machine.path("back/notes/a.md-wal").toString())
                .hasMessageContaining("Nothing was restored");
        assertThat(Machine.files(machine.path("back"))).isEqualTo(before);

        machine.write("folder/notes/a.md/inner", "x");
        assertThatThrownBy(() -> machine.restore("folder", "notes")).isInstanceOf(SyncException.class);
        Files.createDirectories(machine.path("folders/notes/a.md"));
        assertThatThrownBy(() -> machine.restore("folders", "notes")).isInstanceOf(SyncException.class);
        assertThatThrownBy(() -> machine.restore("plain.txt"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("where a folder is needed");
    }

    @Test
    void whatIsThereAlreadyAndTheSameIsLeftAndTheRestIsAdded() throws Exception {
        Machine machine = withThreeStates();
        machine.write("back/beside.txt", "mine").write("back/notes/a.md", "two");
        RestoreReport report = machine.restore("back");
        assertThat(report.unchanged()).containsExactly("notes/a.md");
        assertThat(report.restored()).containsExactly("plain/plain.txt");
        assertThat(machine.restore("back").restored()).isEmpty();
        assertThat(machine.path("back/beside.txt")).hasContent("mine");
    }

    @Test
    void aNewDirectoryInTheHomeIsNeverOneThatWasThereBefore() throws Exception {
        Machine machine = withThreeStates();
        RestoreRequest request = new RestoreRequest(
                Optional.empty(), Optional.empty(), List.of("notes"), new RestoreRequest.NewInHome());
        Path one = machine.recovery()
                .restore(request, SyncContext.quiet())
                .directory()
                .orElseThrow();
        Path two = machine.recovery()
                .restore(request, SyncContext.quiet())
                .directory()
                .orElseThrow();
        assertThat(one).isNotEqualTo(two);
        assertThat(one.getParent()).isEqualTo(machine.path("home/restored"));
        assertThat(one.resolve("notes/a.md")).hasContent("two");
        if (one.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                    .isEqualTo("rwx------");
        }
        RestoreRequest nothing =
                new RestoreRequest(Optional.empty(), Optional.empty(), List.of("none"), new RestoreRequest.NewInHome());
        assertThatThrownBy(() -> machine.recovery().restore(nothing, SyncContext.quiet()))
                .isInstanceOf(SyncException.class);
        assertThat(machine.path("home/restored"))
                .isDirectoryNotContaining(path -> !path.equals(one) && !path.equals(two));
    }

    @Test
    void whatAKilledRestoreLeftInTheHomeGoesWithTheNextOne() throws Exception {
        Machine machine = withThreeStates();
        String left = "home/restored/20260101T000000Z/notes/.holdfast-999999999999-0123456789abcdef"
                + "-0b8b3f0e-1111-4222-8333-444455556666.part";
        machine.write(left, "half").write("home/restored/20260101T000000Z/notes/whole", "whole");
        machine.recovery()
                .restore(
                        new RestoreRequest(
                                Optional.empty(), Optional.empty(), List.of("notes"), new RestoreRequest.NewInHome()),
                        SyncContext.quiet());
        assertThat(machine.path(left)).doesNotExist();
        assertThat(machine.path(left).resolveSibling("whole")).hasContent("whole");
    }

    @Test
    void withoutRoomNothingIsBegun() throws Exception {
        Machine machine = withThreeStates();
        for (String manifest : Manifests.all(remote)) {
            Manifests.forge(
                    remote,
                    manifest,
                    json -> json.path("metadata")
                            .path("files")
                            .forEach(file -> ((ObjectNode) file).put("size", Long.MAX_VALUE / 4)));
        }
        assertThatThrownBy(() -> machine.restore("back"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("There is no room for")
                .hasMessageContaining(machine.path("back").toString());
        assertThat(machine.path("back")).doesNotExist();
    }

    @Test
    void aTimeBeforeTheFirstUploadIsSaidInSeconds() throws Exception {
        Machine machine = withThreeStates();
        assertThatThrownBy(() -> machine.restoreAt(Instant.parse("2001-02-03T04:05:06.999999999Z"), "back"))
                .hasMessageContaining("No upload is as old as 2001-02-03T04:05:06Z");
    }
}
