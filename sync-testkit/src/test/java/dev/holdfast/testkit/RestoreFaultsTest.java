package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.Progress;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever fails on the way, a file is there whole or not at all, and the same restore goes on where it was. */
class RestoreFaultsTest {
    private static final int LARGE = 300_000;

    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();
    private Machine machine = new Machine(temp, "laptop", remote);
    private Map<String, String> whole = Map.of();
    private int runs;

    /** What ends a call: a failure that may pass, one that won't, or the end of the process as it looks to our code. */
    enum Failing {
        TRANSIENT,
        DENIED,
        CRASH;

        Throwable failure() {
            return switch (this) {
                case TRANSIENT -> new StorageException.Transient("A planned fault struck.", null);
                case DENIED -> new StorageException.Denied("The storage does not allow it.", null);
                case CRASH -> new Crash();
            };
        }
    }

    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void anUpload() throws Exception {
        byte[] noise = new byte[LARGE];
        new Random(7).nextBytes(noise);
        machine = new Machine(temp.resolve("machine"), "laptop", remote)
                .write("notes/a.md", "alpha")
                .write("notes/deep/b.md", "beta ".repeat(1000))
                .write("notes/empty", "")
                .source("notes");
        Files.write(machine.path("notes/noise"), noise);
        machine.sync();
        machine.write("notes/a.md", "alpha two").sync();
        Map<String, String> expected = new TreeMap<>();
        Machine.files(machine.path("notes")).forEach((name, hash) -> expected.put("notes/" + name, hash));
        whole = expected;
    }

    @ParameterizedTest
    @EnumSource
    void aFaultAtEachCallLeavesWholeFilesOnlyAndTheNextRunCompletesThem(Failing failing) throws Exception {
        int met = FaultyRuns.atEachCall(() -> remote, failing::failure, (faulty, bare) -> {
            String to = "back" + ++runs;
            attempt(faulty, machine.into(to));
            assertThat(whole.entrySet())
                    .containsAll(Machine.files(machine.path(to)).entrySet());
            assertThat(machine.restore(to).problems()).isEmpty();
            assertThat(Machine.files(machine.path(to))).isEqualTo(whole);
        });
        assertThat(met).isGreaterThan(20);
    }

    @Test
    void aFaultAtEachCallInPlaceChangesNothing() throws Exception {
        machine.write("notes/a.md", "changed here").write("notes/mine", "mine");
        Map<String, String> before = Machine.files(machine.path("notes"));
        RestoreRequest request =
                new RestoreRequest(Optional.empty(), Optional.empty(), List.of("notes"), new RestoreRequest.InPlace());
        int met = FaultyRuns.atEachCall(() -> remote, Failing.DENIED::failure, (faulty, bare) -> {
            attempt(faulty, request);
            if (!faulty.fired()) {
                assertThat(machine.path("notes/a.md")).hasContent("alpha two");
                machine.write("notes/a.md", "changed here");
                try (var kept = Files.newDirectoryStream(machine.path("notes"), "*before-restore*")) {
                    for (Path each : kept) {
                        Files.delete(each);
                    }
                }
            }
            assertThat(Machine.files(machine.path("notes"))).isEqualTo(before);
        });
        assertThat(met).isGreaterThan(6);
    }

    private void attempt(FaultyStorage faulty, RestoreRequest request) {
        try {
            machine.recovery(faulty).restore(request, SyncContext.quiet());
        } catch (SyncException e) {
            assertThat(faulty.fired()).isTrue();
            assertThat(e.sentence()).endsWith(".");
        } catch (Crash e) {
            assertThat(faulty.fired()).isTrue();
        }
    }

    @Test
    void aDownloadThatIsCutGoesOnWhereItWas() throws Exception {
        try (FaultyStorage faulty = new FaultyStorage(remote)
                .plan(Fault.on("open")
                        .withKey(".*noise.*")
                        .afterBytes(LARGE / 2)
                        .failing(() -> new IOException("reset")))
                .plan(Fault.on("open").withKey(".*noise.*").nth(2).afterBytes(LARGE / 4))) {
            RestoreReport report = machine.recovery(faulty).restore(machine.into("back"), SyncContext.quiet());
            assertThat(report.problems()).isEmpty();
            assertThat(faulty.calls())
                    .filteredOn(call -> call.contains("noise"))
                    .hasSize(3);
        }
        assertThat(Machine.files(machine.path("back"))).isEqualTo(whole);
    }

    @Test
    void aDownloadThatIsCutForEverFailsAndMayPass() throws Exception {
        FaultyStorage faulty = new FaultyStorage(remote)
                .plan(Fault.on("open").withKey(".*noise.*").afterBytes(0).forEver());
        assertThatThrownBy(() -> machine.recovery(faulty).restore(machine.into("back"), SyncContext.quiet()))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.isTransient()).isTrue());
        assertThat(faulty.calls()).filteredOn(call -> call.contains("noise")).hasSize(3);
        assertThat(machine.path("back/notes/noise")).doesNotExist();
    }

    @Test
    void progressIsToldInBytesForEachFileAndEndsAtItsSize() throws Exception {
        List<Progress> told = new ArrayList<>();
        machine.recovery().restore(machine.into("back"), new SyncContext(told::add, new CancelSignal()));
        Map<String, Long> last = new TreeMap<>();
        for (Progress progress : told) {
            assertThat(progress.bytesDone()).isGreaterThanOrEqualTo(last.getOrDefault(progress.file(), 0L));
            last.put(progress.file(), progress.bytesDone());
        }
        assertThat(last)
                .containsEntry("a.md", 9L)
                .containsEntry("noise", (long) LARGE)
                .containsEntry("empty", 0L)
                .hasSize(4);
    }

    @Test
    void aCancelledRestoreStopsAtOnceAndLeavesWholeFilesOnly() throws Exception {
        CancelSignal cancel = new CancelSignal();
        SyncContext context = new SyncContext(
                progress -> {
                    if (progress.file().equals("deep/b.md")) {
                        cancel.cancel();
                    }
                },
                cancel);
        assertThatThrownBy(() -> machine.recovery().restore(machine.into("back"), context))
                .isInstanceOf(CancellationException.class);
        assertThat(Machine.files(machine.path("back"))).containsOnlyKeys("notes/a.md");
        assertThatThrownBy(() -> machine.recovery().verify(Optional.empty(), true, context))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void whatAKilledRestoreLeftIsClearedAwayAndIsNotInTheWay() throws Exception {
        machine.write(
                "back/notes/.holdfast-999999999999-0123456789abcdef-0b8b3f0e-1111-4222-8333-444455556666.part", "half");
        assertThat(machine.restore("back").restored()).hasSize(4);
        assertThat(Machine.files(machine.path("back"))).isEqualTo(whole);
        machine.write(
                "notes/.holdfast-999999999999-0123456789abcdef-0b8b3f0e-1111-4222-8333-444455556666.part", "half");
        assertThat(machine.inPlace("notes").unchanged()).hasSize(4);
        assertThat(Machine.files(machine.path("notes"))).hasSize(4);
    }
}
