package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.HomeLock;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches over real folders, with the platform's own file events. */
class MirrorWatchTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    Path work;

    private final RunControl control = new RunControl();
    private final Queue<MirrorReport> reports = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
    private Future<?> watching = CompletableFuture.completedFuture(null);
    private MirrorSetting notes;
    private Mirrors mirrors;

    @BeforeEach
    void twoFolders() throws IOException {
        Files.createDirectories(work.resolve("left/deep"));
        Files.createDirectories(work.resolve("right"));
        notes = new MirrorSetting(
                "notes", work.resolve("left").toString(), work.resolve("right").toString(), "twoWay");
        Settings settings = Settings.builder(work.resolve("home"))
                .set(Keys.SYSTEM_ID, "here")
                .set(Keys.MIRRORS, List.of(notes))
                .build();
        mirrors = new Mirrors(settings, InstantSource.system());
    }

    @AfterEach
    void end() throws InterruptedException {
        control.cancel();
        threads.shutdown();
        assertThat(watching).succeedsWithin(Duration.ofMinutes(1));
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        mirrors.close();
    }

    private final MirrorWatch.Listener listener = new MirrorWatch.Listener() {
        @Override
        public void ran(MirrorReport report) {
            reports.add(report);
        }

        @Override
        public void hindered(String sentence) {
            troubles.add(sentence);
        }
    };

    private Future<?> watch(Duration settling, Duration rescan) {
        return watch(notes, settling, rescan);
    }

    private Future<?> watch(MirrorSetting mirror, Duration settling, Duration rescan) {
        MirrorWatch watch = new MirrorWatch(mirrors, MirrorWatch.Timing.of(settling, rescan), listener);
        return threads.submit(() -> {
            watch.run(mirror, control);
            return null;
        });
    }

    private void awaitRuns(int least) {
        await().atMost(Duration.ofMinutes(1)).until(() -> reports.size() >= least);
    }

    private void awaitFile(String path, String content) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(work.resolve(path)).hasContent(content));
    }

    @Test
    void whatIsThereComesOverAtOnceAndWhatChangesSoonAfter() throws Exception {
        Files.writeString(work.resolve("left/first.md"), "1");
        watching = watch(SOON, HOUR);
        awaitFile("right/first.md", "1");
        awaitRuns(1);
        Files.writeString(work.resolve("right/deep/second.md"), "2");
        awaitFile("left/deep/second.md", "2");
        Files.writeString(work.resolve("left/first.md"), "changed");
        awaitFile("right/first.md", "changed");
        Files.delete(work.resolve("right/deep/second.md"));
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.notExists(work.resolve("left/deep/second.md")));
        control.cancel();
        watching.get(1, TimeUnit.MINUTES);
        assertThat(reports).allMatch(MirrorReport::ok);
    }

    @Test
    void aFolderThatIsMadeMeanwhileIsWatchedWithAllBelowIt() throws Exception {
        watching = watch(SOON, HOUR);
        awaitRuns(1);
        Files.createDirectories(work.resolve("left/new/below"));
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.isDirectory(work.resolve("right/new/below")));
        Files.writeString(work.resolve("left/new/below/note.md"), "n");
        awaitFile("right/new/below/note.md", "n");
    }

    @Test
    void whatNobodyTellsOfIsFoundByLooking() throws Exception {
        Path elsewhere = Files.createDirectories(work.resolve("elsewhere"));
        notes = new MirrorSetting(
                "notes", work.resolve("gone").toString(), work.resolve("right").toString(), "twoWay");
        Files.writeString(elsewhere.resolve("note.md"), "n");
        watching = watch(SOON, Duration.ofMillis(100));
        awaitRuns(1);
        assertThat(reports.peek().verdicts()).singleElement().asString().contains("missing");
        Files.move(elsewhere, work.resolve("gone"));
        awaitFile("right/note.md", "n");
    }

    @Test
    void aChangeThatCameWhileAnotherProcessRanTheMirrorDoesNotWaitForTheNextRescan() throws Exception {
        Files.writeString(work.resolve("left/note.md"), "n");
        Path lock = work.resolve("home/locks/mirror-" + mirrors.id(notes) + ".lock");
        try (HomeLock held = HomeLock.tryAcquire(lock).orElseThrow()) {
            assertThat(held).isNotNull();
            watching = watch(SOON, HOUR);
            awaitRuns(1);
            assertThat(reports.peek().mayHeal()).isTrue();
        }
        awaitFile("right/note.md", "n");
    }

    @Test
    void aSecondWatchOfTheSameMirrorSaysSo() throws Exception {
        watching = watch(SOON, HOUR);
        awaitRuns(1);
        MirrorWatch second = new MirrorWatch(mirrors, MirrorWatch.Timing.of(SOON, HOUR), listener);
        assertThatThrownBy(() -> second.run(notes, new RunControl()))
                .isInstanceOf(StorageException.Transient.class)
                .hasMessageContaining("The mirror notes is being watched already");
    }

    @Test
    void whatAilsOneMirrorIsToldOnceAndMendedWhileTheOthersGoOn() throws Exception {
        MirrorSetting other = new MirrorSetting(
                "other",
                Files.createDirectories(work.resolve("other")).toString(),
                Files.createDirectories(work.resolve("copy")).toString(),
                "twoWay");
        watching = watch(SOON, SOON);
        Future<?> going = watch(other, SOON, SOON);
        awaitRunsOf("notes", 1);
        awaitRunsOf("other", 1);

        Path lock = work.resolve("home/locks/mirror-" + mirrors.id(notes) + ".lock");
        for (int times = 1; times <= 2; times++) {
            int told = times;
            breakLock(lock);
            Files.writeString(work.resolve("left/note.md"), "n" + times);
            await().atMost(Duration.ofMinutes(1)).until(() -> troubles.size() >= told);
            Files.writeString(work.resolve("other/note.md"), "o" + times);
            awaitFile("copy/note.md", "o" + times);
            awaitRunsOf("other", runsOf("other") + 10);
            assertThat(troubles)
                    .hasSize(told)
                    .allSatisfy(sentence -> assertThat(sentence).contains(lock.getFileName() + " can't be used"));

            Files.delete(lock);
            awaitFile("right/note.md", "n" + times);
        }
        assertThat(watching.isDone()).isFalse();
        control.cancel();
        going.get(1, TimeUnit.MINUTES);
    }

    /** A run that goes on meanwhile makes the file again. */
    private static void breakLock(Path lock) {
        await().atMost(Duration.ofMinutes(1))
                .ignoreException(FileAlreadyExistsException.class)
                .until(() -> {
                    Files.deleteIfExists(lock);
                    return Files.isDirectory(Files.createDirectory(lock));
                });
    }

    private long runsOf(String name) {
        return reports.stream().filter(report -> report.pair().equals(name)).count();
    }

    private void awaitRunsOf(String name, long least) {
        await().atMost(Duration.ofMinutes(1)).until(() -> runsOf(name) >= least);
    }

    @Test
    void aMirrorThatCanNeverBeRunIsNotWatchedAtAll() {
        MirrorSetting within = new MirrorSetting(
                "within",
                work.resolve("left").toString(),
                work.resolve("left/deep").toString(),
                "twoWay");
        MirrorWatch watch = new MirrorWatch(mirrors, MirrorWatch.Timing.of(SOON, HOUR), listener);
        assertThatThrownBy(() -> watch.run(within, control))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("lie in one another");
        assertThat(reports).isEmpty();
        assertThat(troubles).isEmpty();
    }

    @Test
    void aWatchThatIsCancelledWhileNothingHappensEnds() throws Exception {
        watching = watch(HOUR, HOUR);
        awaitRuns(1);
        control.cancel();
        watching.get(1, TimeUnit.MINUTES);
        assertThat(watching.isDone()).isTrue();
    }

    @Test
    void theMirrorsOwnFilesWakeNobody() throws Exception {
        Files.writeString(work.resolve("left/note.md"), "n");
        watching = watch(SOON, HOUR);
        awaitFile("right/note.md", "n");
        Files.writeString(work.resolve("left/note.md"), "again");
        awaitFile("right/note.md", "again");
        awaitQuiet();
    }

    /** Waits until no run follows the last one for many times as long as it would take to begin one. */
    private void awaitQuiet() {
        int[] last = {-1};
        await().during(SOON.multipliedBy(20)).atMost(Duration.ofSeconds(20)).until(() -> {
            boolean same = reports.size() == last[0];
            last[0] = reports.size();
            return same;
        });
    }

    @Test
    void whatIsIgnoredWakesNobodyAndWhatOnlyLooksLikeOursDoes() throws Exception {
        MirrorRules usual = MirrorRules.DEFAULT;
        notes = new MirrorSetting(
                "notes",
                notes.source(),
                notes.destination(),
                notes.mode(),
                new MirrorRules(
                        List.of("target/", "*.log"),
                        false,
                        true,
                        usual.initial(),
                        usual.comparison(),
                        usual.mtimeTolerance(),
                        usual.conflicts(),
                        false,
                        true,
                        false,
                        0));
        Files.createDirectories(work.resolve("left/target"));
        watching = watch(SOON, HOUR);
        awaitRuns(1);
        awaitQuiet();
        int before = reports.size();
        Files.writeString(work.resolve("left/target/built"), "b");
        Files.writeString(work.resolve("left/deep/x.log"), "l");
        awaitQuiet();
        assertThat(reports).hasSize(before);
        Files.createDirectories(work.resolve("left/.holdfast-notes"));
        Files.writeString(work.resolve("left/.holdfast-notes/mine"), "m");
        awaitFile("right/.holdfast-notes/mine", "m");
    }
}
