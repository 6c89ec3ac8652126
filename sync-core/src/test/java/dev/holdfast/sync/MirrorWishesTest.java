package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.conflict.ConflictChoice;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.mirror.Plan;
import dev.holdfast.sync.mirror.Side;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.space.SpaceDocument;
import dev.holdfast.sync.space.SpaceStore;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users may want of a mirror, over real folders and spaces. */
class MirrorWishesTest {
    @TempDir
    Path work;

    private Settings settings;
    private Mirrors mirrors;

    @BeforeEach
    void twoFolders() throws IOException {
        Files.createDirectories(work.resolve("left"));
        Files.createDirectories(work.resolve("right"));
        settings = Settings.builder(work.resolve("home"))
                .set(Keys.SYSTEM_ID, "here")
                .build();
        mirrors = new Mirrors(settings, InstantSource.system());
    }

    @AfterEach
    void close() {
        mirrors.close();
    }

    /** The usual rules, but for what a test changes. */
    private static final class Wishes {
        private List<String> ignore = List.of();
        private boolean sourceTrash = true;
        private MirrorRules.Comparison comparison = MirrorRules.Comparison.HASH_THEN_MTIME;
        private MirrorRules.Conflicts conflicts = MirrorRules.Conflicts.KEEP_BOTH;

        MirrorRules rules() {
            return new MirrorRules(
                    ignore,
                    false,
                    sourceTrash,
                    MirrorRules.Initial.MERGE,
                    comparison,
                    Duration.ofSeconds(2),
                    conflicts,
                    false,
                    true,
                    false,
                    0);
        }
    }

    private MirrorSetting notes(UnaryOperator<Wishes> change) {
        return new MirrorSetting(
                "notes",
                at("left"),
                at("right"),
                "twoWay",
                change.apply(new Wishes()).rules());
    }

    private MirrorSetting notes() {
        return notes(wishes -> wishes);
    }

    private String at(String path) {
        return work.resolve(path).toString();
    }

    private void write(String path, String text) throws IOException {
        Path file = work.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private MirrorReport run(MirrorSetting mirror) {
        return mirrors.run(mirror, false, ProgressListener.NONE, new CancelSignal());
    }

    private List<String> trashed(String side) throws IOException {
        Path trash = work.resolve(side).resolve(".holdfast-trash");
        if (Files.notExists(trash)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(trash)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatTheSettingsIgnoreStaysWhereItIs() throws IOException {
        write("left/note.md", "n");
        write("left/draft.tmp", "d");
        assertThat(run(notes()).ok()).isTrue();
        MirrorSetting ignoring = notes(wishes -> {
            wishes.ignore = List.of("*.tmp");
            return wishes;
        });
        Files.delete(work.resolve("left/draft.tmp"));
        write("right/other.tmp", "o");
        assertThat(run(ignoring).ok()).isTrue();
        assertThat(work.resolve("right/draft.tmp")).exists();
        assertThat(work.resolve("left/other.tmp")).doesNotExist();
    }

    @Test
    void withoutATrashOfTheSourceWhatTheOtherSideHadGoesForGoodAndWhatLostStays() throws IOException {
        MirrorSetting mirror = notes(wishes -> {
            wishes.sourceTrash = false;
            wishes.conflicts = MirrorRules.Conflicts.DESTINATION_WINS;
            return wishes;
        });
        for (String name : List.of("deleted", "replaced", "fought over", "stays")) {
            write("left/" + name, "first");
        }
        assertThat(run(mirror).ok()).isTrue();
        Files.delete(work.resolve("right/deleted"));
        write("right/replaced", "second");
        write("left/fought over", "mine");
        write("right/fought over", "theirs");
        assertThat(run(mirror).ok()).isTrue();
        assertThat(work.resolve("left/deleted")).doesNotExist();
        assertThat(work.resolve("left/replaced")).hasContent("second");
        assertThat(work.resolve("left/fought over")).hasContent("theirs");
        assertThat(trashed("left")).containsExactly("fought over");
        Files.delete(work.resolve("left/stays"));
        assertThat(run(mirror).ok()).isTrue();
        assertThat(trashed("right")).contains("stays");
    }

    @Test
    void anUnsafeComparisonIsNamedInThePlanAndInTheReport() throws IOException, StorageException {
        MirrorSetting mirror = notes(wishes -> {
            wishes.comparison = MirrorRules.Comparison.SIZE_ONLY;
            return wishes;
        });
        write("left/note.md", "one");
        Plan plan = mirrors.plan(mirror, false, new CancelSignal());
        assertThat(plan.warnings()).singleElement().asString().contains("SIZE_ONLY, which is unsafe");
        assertThat(run(mirror).warnings()).isEqualTo(plan.warnings());
        write("left/note.md", "two");
        assertThat(run(mirror).done().operations()).isZero();
    }

    @Test
    void whatAMirrorTookAwayComesBackAndGoesToBothSides() throws IOException, StorageException {
        write("left/deep/note.md", "n");
        write("left/other.md", "o");
        write("left/third.md", "t");
        assertThat(run(notes()).ok()).isTrue();
        Files.delete(work.resolve("left/deep/note.md"));
        assertThat(run(notes()).ok()).isTrue();
        assertThat(work.resolve("right/deep/note.md")).doesNotExist();
        MirrorTrash file = onlyTrashed();
        assertThat(file.side()).isEqualTo(Side.RIGHT);
        assertThat(file.file().path()).isEqualTo("deep/note.md");
        assertThat(file.file().size()).isEqualTo(1);
        mirrors.restore(notes(), file, new CancelSignal());
        assertThat(work.resolve("right/deep/note.md")).hasContent("n");
        assertThat(run(notes()).ok()).isTrue();
        assertThat(work.resolve("left/deep/note.md")).hasContent("n");
        assertThat(mirrors.trash(notes(), new CancelSignal())).isEmpty();
    }

    @Test
    void nothingIsRestoredOverWhatIsThereNow() throws IOException, StorageException {
        write("left/note.md", "n");
        write("left/other.md", "o");
        write("left/third.md", "t");
        assertThat(run(notes()).ok()).isTrue();
        Files.delete(work.resolve("left/note.md"));
        assertThat(run(notes()).ok()).isTrue();
        write("right/note.md", "new");
        MirrorTrash file = onlyTrashed();
        assertThatThrownBy(() -> mirrors.restore(notes(), file, new CancelSignal()))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(work.resolve("right/note.md")).hasContent("new");
        Files.delete(work.resolve("right/note.md"));
        mirrors.restore(notes(), file, new CancelSignal());
        assertThatThrownBy(() -> mirrors.restore(notes(), file, new CancelSignal()))
                .isInstanceOf(StorageException.NotFound.class)
                .hasMessageContaining("not in the trash any more");
    }

    private MirrorTrash onlyTrashed() throws StorageException {
        List<MirrorTrash> all = mirrors.trash(notes(), new CancelSignal());
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void aRunCanBePausedAndGoesOn() throws Exception {
        write("left/note.md", "n");
        RunControl control = new RunControl();
        control.pause();
        CompletableFuture<MirrorReport> running =
                CompletableFuture.supplyAsync(() -> mirrors.run(notes(), false, ProgressListener.NONE, control));
        Path lock = work.resolve("home/locks/mirror-" + mirrors.id(notes()) + ".lock");
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(lock));
        assertThat(running).isNotDone();
        assertThat(work.resolve("right/note.md")).doesNotExist();
        control.resume();
        assertThat(running.get(1, TimeUnit.MINUTES).ok()).isTrue();
        assertThat(work.resolve("right/note.md")).hasContent("n");
    }

    @Test
    void progressTellsOfEachFileAndARunIsPausedInTheMiddleOfOne() throws Exception {
        Files.write(work.resolve("left/large"), new byte[3 << 20]);
        RunControl control = new RunControl();
        CountDownLatch amid = new CountDownLatch(1);
        CompletableFuture<MirrorReport> running = CompletableFuture.supplyAsync(() -> mirrors.run(
                notes(),
                false,
                progress -> {
                    assertThat(progress.source()).isEqualTo("notes");
                    assertThat(progress.file()).isEqualTo("large");
                    if (amid.getCount() > 0) {
                        control.pause();
                        amid.countDown();
                    }
                },
                control));
        assertThat(amid.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(running).isNotDone();
        assertThat(work.resolve("right/large")).doesNotExist();
        control.cancel();
        assertThat(running.get(1, TimeUnit.MINUTES).outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(work.resolve("right/large")).doesNotExist();
    }

    @Test
    void aPairThatIsInNoSettingsIsRememberedAndItsConflictsAreSettled() throws IOException, StorageException {
        MirrorSetting pair = notes();
        write("left/note.md", "first");
        assertThat(run(pair).ok()).isTrue();
        write("left/note.md", "mine");
        write("right/note.md", "theirs");
        assertThat(run(pair).conflicts()).hasSize(1);
        String id = mirrors.conflicts(false).get(0).id();
        assertThat(mirrors.conflicts(false).get(0).place()).isEqualTo("(not in the settings)");
        assertThatThrownBy(() -> mirrors.resolve(id, ConflictChoice.SOURCE, new CancelSignal()))
                .isInstanceOf(UnknownMirrorException.class)
                .hasMessageContaining("give the pair behind the choice");
        assertThat(mirrors.status(List.of(pair)).get(0).openConflicts()).isEqualTo(1);
        try (Mirrors knowing = new Mirrors(settings, List.of(pair), InstantSource.system())) {
            assertThat(knowing.conflicts(false).get(0).place()).isEqualTo("notes");
            assertThat(knowing.resolve(id, ConflictChoice.SOURCE, new CancelSignal())
                            .ok())
                    .isTrue();
        }
        assertThat(work.resolve("right/note.md")).hasContent("mine");
    }

    @Test
    void aPairThatTheSettingsNameIsNotTakenWithoutWhatTheySayOfIt() {
        Settings naming = Settings.builder(work.resolve("home"))
                .set(Keys.SYSTEM_ID, "here")
                .set(Keys.MIRRORS, List.of(new MirrorSetting("mine", at("left"), at("right"), "sourceBackup")))
                .build();
        try (Mirrors knowing = new Mirrors(naming, InstantSource.system())) {
            assertThatThrownBy(() -> knowing.requireUnnamed(notes()))
                    .isInstanceOf(UnknownMirrorException.class)
                    .hasMessageContaining("That pair is the mirror 'mine' of the settings");
            knowing.requireUnnamed(new MirrorSetting("other", at("left"), at("elsewhere"), "twoWay"));
        }
    }

    private List<SpaceDocument> documents(String space) {
        try (SpaceStore store = new SpaceStore(settings.home(), InstantSource.system())) {
            return store.list(space);
        }
    }

    @Test
    void aSpaceIsMadeByTheFirstRunAndKeptTheSameAsTwoFolders() throws IOException {
        MirrorSetting one = new MirrorSetting("one", "space:notes", at("left"), "twoWay");
        MirrorSetting two = new MirrorSetting("two", at("right"), "space:notes", "twoWay");
        write("left/deep/note.md", "from the folder");
        assertThat(run(one).ok()).isTrue();
        assertThat(documents("notes")).extracting(SpaceDocument::path).containsExactly("deep/note.md");
        assertThat(run(two).ok()).isTrue();
        assertThat(work.resolve("right/deep/note.md")).hasContent("from the folder");
        write("right/deep/note.md", "edited");
        assertThat(run(two).ok()).isTrue();
        MirrorReport report = run(one);
        assertThat(report.ok()).isTrue();
        assertThat(work.resolve("left/deep/note.md")).hasContent("edited");
        assertThat(run(one).done().operations()).isZero();
    }

    @Test
    void aSpaceThatIsGoneIsNotOneThatWasEmptied() throws IOException {
        MirrorSetting mirror = new MirrorSetting("one", "space:notes", at("left"), "twoWay");
        write("left/note.md", "n");
        assertThat(run(mirror).ok()).isTrue();
        try (Stream<Path> files = Files.list(settings.home())) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("spaces.db"))
                    .toList()) {
                Files.delete(file);
            }
        }
        MirrorReport report = run(mirror);
        assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(work.resolve("left/note.md")).hasContent("n");
    }

    /** Made anew, it would let go of what can be brought back, and be an empty one to its other mirrors. */
    @Test
    void theFirstRunOfAnotherMirrorMakesNoDeletedSpaceAnew() throws IOException {
        write("left/note.md", "n");
        assertThat(run(new MirrorSetting("one", "space:notes", at("left"), "twoWay"))
                        .ok())
                .isTrue();
        try (SpaceStore store = new SpaceStore(settings.home(), InstantSource.system())) {
            store.deleteSpace("notes");
            write("right/other.md", "o");
            MirrorReport report = run(new MirrorSetting("two", at("right"), "space:notes", "twoWay"));
            assertThat(report.ok()).isFalse();
            assertThat(report.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.sentence()).contains("space undo notes --all"));
            assertThat(store.undoSpace("notes").documents()).isEqualTo(1);
        }
        assertThat(documents("notes")).extracting(SpaceDocument::path).containsExactly("note.md");
        assertThat(work.resolve("right/other.md")).hasContent("o");
    }

    @Test
    void aSpaceCanNotBeMirroredWithItself() {
        MirrorReport report = run(new MirrorSetting("one", "space:notes", "space:notes", "twoWay"));
        assertThat(report.ok()).isFalse();
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.sentence()).contains("are one place"));
    }

    @Test
    void memoriesThatAreClosedAgainAreTrashedInTheFolderAndNotLost() throws IOException {
        try (MemoryStore store = new MemoryStore(settings.home(), InstantSource.system())) {
            for (String text : List.of("The door is green.", "The roof leaks.", "The cat is called Mia.")) {
                store.add(NewMemory.fact(text));
            }
            store.add(NewMemory.fact("The safe opens with 4711.").withSensitive(true));
        }
        assertThat(run(memories(true)).ok()).isTrue();
        assertThat(textOf("left")).contains("4711");
        assertThat(mirrors.id(memories(true))).isEqualTo(mirrors.id(memories(false)));
        MirrorReport closed = run(memories(false));
        assertThat(closed.done().trashed()).isEqualTo(1);
        assertThat(textOf("left")).contains("green").doesNotContain("4711");
        assertThat(run(memories(true)).done().created()).isEqualTo(1);
        assertThat(textOf("left")).contains("4711");
    }

    private String textOf(String folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> all = Files.walk(work.resolve(folder))) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(each -> !each.toString().contains(".holdfast-trash"))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private MirrorSetting memories(boolean sensitive) {
        MirrorRules rules = MirrorRules.DEFAULT;
        return new MirrorSetting(
                "m",
                "space:memories",
                at("left"),
                "twoWay",
                new MirrorRules(
                        rules.ignore(),
                        rules.excludeDotFiles(),
                        rules.sourceTrash(),
                        rules.initial(),
                        rules.comparison(),
                        rules.mtimeTolerance(),
                        rules.conflicts(),
                        rules.deleteOrphans(),
                        rules.syncMetadata(),
                        sensitive,
                        0));
    }

    private MirrorSetting receiving(boolean sourceTrash) {
        MirrorRules rules = MirrorRules.DEFAULT;
        return new MirrorSetting(
                "notes",
                at("left"),
                at("right"),
                "destinationToSource",
                new MirrorRules(
                        rules.ignore(),
                        rules.excludeDotFiles(),
                        sourceTrash,
                        rules.initial(),
                        rules.comparison(),
                        rules.mtimeTolerance(),
                        rules.conflicts(),
                        true,
                        rules.syncMetadata(),
                        rules.sensitive(),
                        0));
    }

    @Test
    void anEditThatADirectoryTakesTheNameOfIsKeptInTheTrashEvenWithoutOne() throws IOException {
        write("right/name", "first");
        write("right/other", "o");
        assertThat(run(receiving(false)).ok()).isTrue();
        write("left/name", "edited here");
        Files.delete(work.resolve("right/name"));
        write("right/name/inside", "i");
        assertThat(run(receiving(false)).ok()).isTrue();
        assertThat(work.resolve("left/name/inside")).hasContent("i");
        assertThat(trashed("left")).containsExactly("name");
    }

    @Test
    void nothingIsRestoredThatTheNextRunWouldTrashAgain() throws IOException, StorageException {
        MirrorSetting mirror = receiving(true);
        for (String name : List.of("a", "b", "c")) {
            write("right/" + name, name);
        }
        assertThat(run(mirror).ok()).isTrue();
        Files.delete(work.resolve("right/a"));
        assertThat(run(mirror).ok()).isTrue();
        MirrorTrash file = mirrors.trash(mirror, new CancelSignal()).get(0);
        assertThat(file.side()).isEqualTo(Side.LEFT);
        assertThatThrownBy(() -> mirrors.restore(mirror, file, new CancelSignal()))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("would trash a again");
        assertThat(work.resolve("left/a")).doesNotExist();
    }
}
