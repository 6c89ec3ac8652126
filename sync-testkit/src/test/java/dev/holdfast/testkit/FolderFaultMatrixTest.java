package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.local.LocalStorage;
import dev.holdfast.testkit.sim.disk.DiskHost;
import dev.holdfast.testkit.sim.disk.SimDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What comes of a folder's operations on a disk that is full, broken, not to be written to or changed by somebody else:
 * at each write and each operation of the disk in turn, objects that are old or new, and nothing left that a sweep does
 * not find. The right errors are those that the page names.
 */
class FolderFaultMatrixTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2100-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final String ROOT = "/remote";
    private static final String TEMPORARIES = "/remote/.holdfast-tmp";
    private static final String AT = "in/";

    /** A fault at the n-th place where it can strike. */
    @FunctionalInterface
    private interface Plan {
        void on(SimDisk disk, int place) throws IOException;
    }

    private final MatrixPage page = new MatrixPage("folder");

    @Test
    void theMatrixStandsInTheArchitecturePage() throws Exception {
        atEachPlace("disk full at each write", (disk, place) -> disk.faults().fillAtWrite(place, false, true));
        atEachPlace(
                "disk full within each write", (disk, place) -> disk.faults().fillAtWrite(place, true, true));
        atEachPlace(
                "input or output error at each operation of the disk, once",
                (disk, place) -> disk.faults().failOperation(place, false));
        atEachPlace(
                "input or output error at each operation of the disk and at all that follow",
                (disk, place) -> disk.faults().failOperation(place, true));
        forGood("read-only directories", FolderFaultMatrixTest::lock);
        forGood("read-only disk", (disk, place) -> disk.setReadOnly(true));
        forGood(
                "folder gone, as when its disk is not mounted",
                (disk, place) -> Files.move(disk.path(ROOT), disk.path("/elsewhere")));
        page.note("file written into while it is read", "get: " + readWhileWrittenInto().words);
        page.requireSame();
    }

    private static void lock(SimDisk disk, int place) throws IOException {
        for (String directory : List.of(ROOT, ROOT + "/" + AT, TEMPORARIES)) {
            disk.setWritable(disk.path(directory), false);
        }
    }

    private void forGood(String fault, Plan plan) throws IOException {
        Map<FolderOperation, Set<FaultOutcome>> outcomes = new EnumMap<>(FolderOperation.class);
        for (FolderOperation operation : FolderOperation.values()) {
            FaultWork work = operation.work.apply(AT);
            SimDisk disk = disk(work);
            List<Duration> waits = new ArrayList<>();
            StorageClient storage = composed(disk, waits);
            // A folder that was never seen is made where it is missing.
            storage.stat(AT + "a");
            plan.on(disk, 1);
            outcomes.put(operation, EnumSet.of(work.run(storage, waits)));
        }
        page.note(fault, words(outcomes));
    }

    private void atEachPlace(String fault, Plan plan) throws IOException {
        Map<FolderOperation, Set<FaultOutcome>> outcomes = new EnumMap<>(FolderOperation.class);
        for (FolderOperation operation : FolderOperation.values()) {
            Set<FaultOutcome> met = EnumSet.noneOf(FaultOutcome.class);
            int place = 1;
            while (isStruck(operation.work.apply(AT), plan, place, met)) {
                place++;
            }
            if (!met.isEmpty()) {
                outcomes.put(operation, met);
            }
        }
        assertThat(outcomes).as("operations that met: " + fault).isNotEmpty();
        page.note(fault, words(outcomes));
    }

    /** Whether there was such a place; then its outcome is added to the others. */
    private static boolean isStruck(FaultWork work, Plan plan, int place, Set<FaultOutcome> met) throws IOException {
        SimDisk disk = disk(work);
        List<Duration> waits = new ArrayList<>();
        StorageClient storage = composed(disk, waits);
        plan.on(disk, place);
        FaultOutcome outcome = work.run(storage, waits);
        boolean struck = disk.faults().fired();
        disk.faults().clear();
        if (struck) {
            requireSound(work, disk, outcome);
            met.add(outcome);
        }
        return struck;
    }

    /** With what an operation begins with; nothing else, but that the folder has been used before. */
    private static SimDisk disk(FaultWork work) throws IOException {
        SimDisk disk = new SimDisk(DiskHost.alone(CLOCK));
        StorageClient storage = new LocalStorage(disk.path(ROOT));
        FaultWork.put(storage, AT + "used", FaultWork.OLD, FaultWork.REPLACE);
        storage.delete(AT + "used");
        work.prepare(storage);
        return disk;
    }

    private static StorageClient composed(SimDisk disk, List<Duration> waits) {
        return new RetryingStorage(
                new LocalStorage(disk.path(ROOT)),
                new RetryPolicy(1, Duration.ofSeconds(2)),
                (time, cancel) -> waits.add(time),
                new CancelSignal());
    }

    private static void requireSound(FaultWork work, SimDisk disk, FaultOutcome outcome) throws IOException {
        StorageClient storage = new LocalStorage(disk.path(ROOT));
        Map<String, byte[]> now = FaultWork.objects(storage, AT);
        if (outcome.isDone()) {
            work.requireAfter(now);
        } else {
            work.requireOldOrNew(now);
            if (work.isBefore(now)) {
                work.action().run(storage);
                work.requireAfter(FaultWork.objects(storage, AT));
            }
        }
        FaultWork.sweep(storage, "");
        try (Stream<Path> left = Files.list(disk.path(TEMPORARIES))) {
            assertThat(left.map(Path::toString).filter(name -> name.endsWith(".tmp")))
                    .isEmpty();
        }
    }

    private static FaultOutcome readWhileWrittenInto() throws IOException {
        FaultWork work = FaultWork.open(AT);
        SimDisk disk = disk(work);
        try (InputStream in = new LocalStorage(disk.path(ROOT)).open(AT + "a")) {
            in.readNBytes(1);
            Files.write(disk.path(ROOT + "/" + AT + "a"), new byte[1], StandardOpenOption.APPEND);
            in.readAllBytes();
            return FaultOutcome.UNNOTICED;
        } catch (StorageException e) {
            return FaultOutcome.of(e);
        }
    }

    private static String words(Map<FolderOperation, Set<FaultOutcome>> outcomes) {
        Map<Set<FaultOutcome>, List<String>> operations = new LinkedHashMap<>();
        outcomes.forEach((operation, met) ->
                operations.computeIfAbsent(met, any -> new ArrayList<>()).add(operation.words));
        return operations.entrySet().stream()
                .map(same -> scope(same.getValue()) + ": "
                        + same.getKey().stream().map(outcome -> outcome.words).collect(Collectors.joining(" or ")))
                .collect(Collectors.joining("; "));
    }

    private static String scope(List<String> operations) {
        return operations.size() == FolderOperation.values().length ? "each operation" : String.join(", ", operations);
    }
}
