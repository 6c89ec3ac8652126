package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.outbox.Outcome;
import dev.holdfast.sync.state.HomeLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two mirrors over real folders, as a sync's last part. */
class MirrorPartTest {
    private static final Outcome FILES_DONE = new Outcome.Done(Reports.withoutFiles());

    private final CancelSignal cancel = new CancelSignal();

    @TempDir
    Path work;

    private MirrorSetting one;
    private MirrorSetting two;

    @BeforeEach
    void fourFolders() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            Files.writeString(Files.createDirectories(work.resolve(name)).resolve("from-" + name), name);
        }
        one = mirror("one", "a", "b");
        two = mirror("two", "c", "d");
    }

    private MirrorSetting mirror(String name, String left, String right) {
        return new MirrorSetting(
                name, work.resolve(left).toString(), work.resolve(right).toString(), "twoWay");
    }

    private Settings settings() {
        return Settings.builder(work.resolve("home"))
                .set(Keys.MIRRORS, List.of(one, two))
                .set(Keys.SYSTEM_ID, "here")
                .build();
    }

    private Outcome sync(ProgressListener progress) {
        try (Mirrors mirrors = new Mirrors(settings(), InstantSource.system())) {
            return new MirrorPart(mirrors).after(FILES_DONE, SyncRequest.everything(Trigger.TOOL), progress, cancel);
        }
    }

    private Outcome.Failed failed() {
        Outcome outcome = sync(ProgressListener.NONE);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    private long filesIn(String folder) throws IOException {
        try (Stream<Path> all = Files.list(work.resolve(folder))) {
            return all.count();
        }
    }

    @Test
    void allThatIsDoneIsDone() throws IOException {
        assertThat(sync(ProgressListener.NONE)).isInstanceOf(Outcome.Done.class);
        assertThat(filesIn("a") + filesIn("d")).isEqualTo(4);
    }

    @Test
    void aSyncThatIsCancelledBeforeItsMirrorsIsNotDone() throws IOException {
        cancel.cancel();
        assertThat(sync(ProgressListener.NONE)).isInstanceOf(Outcome.Stopped.class);
        assertThat(filesIn("a")).isEqualTo(1);
    }

    @Test
    void aSyncThatIsCancelledInTheMiddleOfAMirrorIsNotDone() throws IOException {
        assertThat(sync(progress -> cancel.cancel())).isInstanceOf(Outcome.Stopped.class);
        assertThat(filesIn("c")).isEqualTo(1);
    }

    @Test
    void aSyncThatIsCancelledBetweenTwoMirrorsIsNotDone() throws IOException {
        Files.delete(work.resolve("a/from-a"));
        Outcome outcome = sync(progress -> {
            if (progress.bytesDone() == progress.bytesTotal()) {
                cancel.cancel();
            }
        });
        assertThat(outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(filesIn("c")).isEqualTo(1);
    }

    @Test
    void aSideThatIsGoneWaitsForSomebodyAndIsNotTriedForEver() throws IOException {
        Files.delete(work.resolve("b/from-b"));
        Files.delete(work.resolve("b"));
        Outcome.Failed failed = failed();
        assertThat(failed.isTransient()).isFalse();
        assertThat(failed.error()).contains("The root of the destination is missing");
        assertThat(filesIn("d")).isEqualTo(2);
    }

    @Test
    void aSideThatIsNoFolderWaitsForSomebodyAndIsNotTriedForEver() throws IOException {
        one = mirror("one", "a", "b/from-b");
        Outcome.Failed failed = failed();
        assertThat(failed.isTransient()).as(failed.error()).isFalse();
    }

    @Test
    void aSideThatTouchesTheHomeWaitsForSomebodyAndIsNotTriedForEver() {
        one = mirror("one", "a", "home/inside");
        Outcome.Failed failed = failed();
        assertThat(failed.isTransient()).isFalse();
        assertThat(failed.error()).contains("Holdfast's own home");
    }

    @Test
    void aMirrorThatSomebodyHasToLookAtDoesNotParkWhatPassesByItself() throws IOException {
        Files.delete(work.resolve("b/from-b"));
        Files.delete(work.resolve("b"));
        String id;
        try (Mirrors mirrors = new Mirrors(settings(), InstantSource.system())) {
            id = mirrors.id(two);
        }
        try (HomeLock held = HomeLock.tryAcquire(work.resolve("home/locks/mirror-" + id + ".lock"))
                .orElseThrow()) {
            assertThat(held).isNotNull();
            Outcome.Failed failed = failed();
            assertThat(failed.isTransient()).isTrue();
            assertThat(failed.error()).contains("is missing", "Another process");
        }
    }

    @Test
    void whatASideCantHoldIsToldAndFailsNoSync() throws IOException {
        Files.createSymbolicLink(work.resolve("a/link"), work.resolve("c"));
        Outcome outcome = sync(ProgressListener.NONE);
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        assertThat(outcome.report()).contains("link is neither a file nor a directory");
    }
}
