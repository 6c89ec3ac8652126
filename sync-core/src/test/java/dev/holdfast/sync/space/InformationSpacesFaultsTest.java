package dev.holdfast.sync.space;

import static dev.holdfast.sync.space.Spaces.SPACE;
import static dev.holdfast.sync.space.Spaces.bring;
import static dev.holdfast.sync.space.Spaces.export;
import static dev.holdfast.sync.space.Spaces.files;
import static dev.holdfast.sync.space.Spaces.put;
import static dev.holdfast.sync.space.Spaces.text;
import static dev.holdfast.sync.space.Spaces.texts;
import static dev.holdfast.sync.space.Spaces.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.conflict.Conflicts;
import dev.holdfast.sync.conflict.RecordedConflict;
import dev.holdfast.sync.mirror.MirrorMode;
import dev.holdfast.sync.mirror.Policy;
import dev.holdfast.sync.mirror.Resolution;
import dev.holdfast.sync.mirror.run.MirrorOptions;
import dev.holdfast.sync.mirror.run.MirrorReport;
import dev.holdfast.sync.mirror.run.MirrorReport.Outcome;
import dev.holdfast.sync.mirror.run.MirrorRun;
import dev.holdfast.sync.mirror.run.MirrorStore;
import dev.holdfast.sync.mirror.run.RunControl;
import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.sync.storage.entry.HashCache;
import dev.holdfast.sync.tree.FolderTree;
import dev.holdfast.sync.tree.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went wrong in the spaces that ours replace, each as it would show here: a space and a real directory, kept the same. */
class InformationSpacesFaultsTest {
    private static final Policy BOTH_WAYS = Policy.DEFAULT;
    private static final Policy TO_DIRECTORY = Policy.DEFAULT.withMode(MirrorMode.SOURCE_BACKUP);
    private static final Policy TO_SPACE = Policy.DEFAULT.withMode(MirrorMode.DESTINATION_BACKUP);

    @TempDir
    Path work = Path.of("");

    private final ManualClock clock = new ManualClock();
    private Path directory = work;
    private SpaceStore store = new SpaceStore(work, clock);
    private StateDatabase state = new StateDatabase(work, clock);

    @BeforeEach
    void open() throws IOException {
        directory = Files.createDirectories(work.resolve("directory"));
        store = new SpaceStore(work.resolve("home"), clock);
        state = new StateDatabase(work.resolve("home"), clock);
        store.create(SPACE);
    }

    @AfterEach
    void close() {
        store.close();
        state.close();
    }

    private MirrorReport sync(Policy policy) {
        try (Tree space = new SpaceTree(store, SPACE, true);
                Tree folder = new FolderTree(directory, HashCache.inMemory(100), Duration.ofDays(30))) {
            MirrorStore base = new MirrorStore(state, "space:" + SPACE, directory.toString());
            return new MirrorRun(
                            SPACE, base.id(), space, folder, policy, base, new Conflicts(state), MirrorOptions.DEFAULT)
                    .run(new RunControl());
        }
    }

    private void synced() {
        MirrorReport report = sync(BOTH_WAYS);
        assertThat(report.ok()).as("%s", report).isTrue();
        assertThat(files(directory)).isEqualTo(texts(store));
    }

    private List<RecordedConflict> conflicts() {
        return new Conflicts(state).list(false);
    }

    @Test
    void noBaseStateSoThatEveryDifferenceIsAConflict() {
        put(store, "a.md", "one");
        synced();
        write(directory, "a.md", "edited in the directory");

        synced();

        assertThat(text(store, "a.md")).isEqualTo("edited in the directory");
        assertThat(conflicts()).isEmpty();
    }

    @Test
    void noBaseStateSoThatDeletesComeBack() throws IOException {
        put(store, "a.md", "a");
        put(store, "b.md", "b");
        put(store, "c.md", "c");
        put(store, "d.md", "d");
        synced();
        Files.delete(directory.resolve("a.md"));
        store.delete(SPACE, "b.md");

        synced();
        synced();

        assertThat(texts(store)).containsOnlyKeys("c.md", "d.md");
        assertThat(store.deleted(SPACE)).extracting(SpaceDocument::path).containsExactlyInAnyOrder("a.md", "b.md");
    }

    @Test
    void createAndUpdateAreEmptyButCountedAsDone() {
        write(directory, "new.md", "new");
        MirrorReport created = sync(BOTH_WAYS);
        assertThat(created.done().created()).isOne();
        assertThat(text(store, "new.md")).isEqualTo("new");

        put(store, "new.md", "changed in the space");
        MirrorReport replaced = sync(BOTH_WAYS);
        assertThat(replaced.done().replaced()).isOne();
        assertThat(files(directory)).containsEntry("new.md", "changed in the space");
        assertThat(sync(BOTH_WAYS).done().operations()).isZero();
    }

    @Test
    void resolutionIgnoresDirection() {
        put(store, "a.md", "of the space");
        write(directory, "a.md", "of the directory");
        write(directory, "only.md", "of the directory alone");

        sync(TO_DIRECTORY.withResolution(Resolution.DESTINATION_WINS));

        assertThat(text(store, "a.md")).isEqualTo("of the space");
        assertThat(texts(store)).containsOnlyKeys("a.md");
        write(directory, "a.md", "edited again");
        sync(TO_SPACE.withResolution(Resolution.SOURCE_WINS));
        assertThat(files(directory)).containsEntry("a.md", "edited again").containsKey("only.md");
        assertThat(texts(store)).isEqualTo(files(directory));
    }

    @Test
    void aMissingDirectoryCountsAsEverythingDeleted() throws IOException {
        put(store, "a.md", "a");
        synced();
        Path away = Files.move(directory, work.resolve("away"));

        MirrorReport report = sync(BOTH_WAYS);

        assertThat(report.outcome()).isEqualTo(Outcome.STOPPED);
        assertThat(report.verdicts()).isNotEmpty();
        assertThat(texts(store)).containsOnlyKeys("a.md");
        assertThatThrownBy(() -> bring(store, directory, ImportOptions.DEFAULT))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("There is no directory");
        Files.createDirectories(directory);
        assertThat(sync(BOTH_WAYS).outcome()).as("an emptied one").isEqualTo(Outcome.STOPPED);
        assertThat(texts(store)).containsOnlyKeys("a.md");
        assertThat(files(away)).containsOnlyKeys("a.md");
    }

    @Test
    void emptyDocumentsVanish() {
        put(store, "empty.md", "");
        write(directory, "also-empty.md", "");

        synced();

        assertThat(texts(store)).isEqualTo(Map.of("empty.md", "", "also-empty.md", ""));
        export(store, work.resolve("out"), ExportOptions.DEFAULT);
        assertThat(files(work.resolve("out"))).isEqualTo(texts(store));
    }

    @Test
    void naiveAndAwareTimesCrashIt() throws IOException {
        Instant old = Instant.parse("2024-03-31T01:30:00Z");
        put(store, DocumentWish.at("a.md").withModified(old), "of the space, older");
        write(directory, "a.md", "of the directory, newer");
        Files.setLastModifiedTime(directory.resolve("a.md"), FileTime.from(old.plusSeconds(3600)));

        MirrorReport report = sync(BOTH_WAYS.withResolution(Resolution.NEWER_WINS));

        assertThat(report.ok()).as("%s", report).isTrue();
        assertThat(text(store, "a.md")).isEqualTo("of the directory, newer");
        assertThat(store.find(SPACE, "a.md").orElseThrow().modified()).isEqualTo(old.plusSeconds(3600));
    }

    @Test
    void dotDotInASpacePathEscapesTheDirectory() {
        for (String path : List.of("../out.md", "a/../../out.md", "/out.md")) {
            assertThatThrownBy(() -> put(store, path, "out")).isInstanceOf(SpaceException.class);
        }
        put(store, "a\\..\\..\\out.md", "only a name here");
        sync(BOTH_WAYS);
        export(store, work.resolve("exported"), ExportOptions.DEFAULT);

        assertThat(work.resolve("out.md")).doesNotExist();
        assertThat(work.resolveSibling("out.md")).doesNotExist();
        assertThat(files(work.resolve("exported"))).containsOnlyKeys("a_.._.._out.md");
    }

    @Test
    void onlyMarkdown() throws IOException {
        byte[] bytes = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff};
        Files.write(directory.resolve("picture.png"), bytes);
        write(directory, "Makefile", "all:\n");
        put(store, "table.csv", "a,b\n");

        assertThat(sync(BOTH_WAYS).ok()).isTrue();

        assertThat(store.list(SPACE))
                .extracting(SpaceDocument::path)
                .containsExactly("Makefile", "picture.png", "table.csv");
        assertThat(Spaces.bytes(store, store.find(SPACE, "picture.png").orElseThrow()))
                .isEqualTo(bytes);
        assertThat(files(directory)).containsKey("table.csv");
    }

    @Test
    void hashCutToSixtyFourBits() throws IOException {
        SpaceDocument document = put(store, "a.md", "text");
        export(store, work.resolve("out"), ExportOptions.DEFAULT);

        assertThat(document.sha256()).hasSize(64);
        assertThat(Files.readString(work.resolve("out/.holdfast-space.json"), StandardCharsets.UTF_8))
                .contains("\"sha256\" : \"" + document.sha256() + "\"");
    }

    @Test
    void manualStoresNothing() {
        put(store, "a.md", "one");
        synced();
        put(store, "a.md", "changed in the space");
        write(directory, "a.md", "changed in the directory");

        sync(BOTH_WAYS.withResolution(Resolution.MANUAL));

        assertThat(conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.path()).isEqualTo("a.md");
            assertThat(conflict.choice()).isNull();
        });
        assertThat(text(store, "a.md")).isEqualTo("changed in the space");
        assertThat(files(directory)).containsEntry("a.md", "changed in the directory");
    }

    @Test
    void bothEditedKeepsBothUnderTheDefault() {
        put(store, "a.md", "one");
        synced();
        put(store, "a.md", "changed in the space");
        write(directory, "a.md", "changed in the directory");

        sync(BOTH_WAYS);

        assertThat(texts(store)).hasSize(2).isEqualTo(files(directory));
        assertThat(texts(store).values()).containsExactlyInAnyOrder("changed in the space", "changed in the directory");
    }

    @Test
    void aRenameInTheDirectoryIsARenameOfTheDocumentWithItsMetadata() throws IOException {
        SpaceDocument document = put(store, DocumentWish.at("a.md").withMetadata("{\"k\":1}"), "some text");
        put(store, "b.md", "other");
        assertThat(sync(BOTH_WAYS).ok()).isTrue();
        Files.createDirectories(directory.resolve("deep"));
        Files.move(directory.resolve("a.md"), directory.resolve("deep/new.md"));
        Files.move(directory.resolve("a.md.meta.json"), directory.resolve("deep/new.md.meta.json"));

        MirrorReport report = sync(BOTH_WAYS);

        assertThat(report.ok()).as("%s", report).isTrue();
        SpaceDocument now = store.find(SPACE, document.id()).orElseThrow();
        assertThat(now.path()).isEqualTo("deep/new.md");
        assertThat(now.metadata()).isEqualTo("{\"k\":1}");
        assertThat(sync(BOTH_WAYS).done().operations()).isZero();
    }

    @Test
    void metadataGoesBothWaysAsAFileBesideTheDocument() throws IOException {
        put(store, DocumentWish.at("a.md").withMetadata("{\"k\":1}"), "text");
        put(store, "b.md", "other");
        assertThat(sync(BOTH_WAYS).ok()).isTrue();
        write(directory, "a.md.meta.json", "{\"metadata\":{\"z\":1,\"k\":2}}");

        MirrorReport report = sync(BOTH_WAYS);

        assertThat(report.ok()).as("%s", report).isTrue();
        assertThat(store.find(SPACE, "a.md").orElseThrow().metadata()).isEqualTo("{\"k\":2,\"z\":1}");
        assertThat(files(directory).get("a.md.meta.json")).contains("\"id\"").contains("\"z\" : 1");
        assertThat(sync(BOTH_WAYS).done().operations()).isZero();
        Files.delete(directory.resolve("a.md.meta.json"));
        assertThat(sync(BOTH_WAYS).ok()).isTrue();
        assertThat(store.find(SPACE, "a.md").orElseThrow().isDescribed()).isFalse();
    }
}
