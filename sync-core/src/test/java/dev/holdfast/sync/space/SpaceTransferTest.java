package dev.holdfast.sync.space;

import static dev.holdfast.sync.space.Spaces.SPACE;
import static dev.holdfast.sync.space.Spaces.bring;
import static dev.holdfast.sync.space.Spaces.export;
import static dev.holdfast.sync.space.Spaces.files;
import static dev.holdfast.sync.space.Spaces.put;
import static dev.holdfast.sync.space.Spaces.text;
import static dev.holdfast.sync.space.Spaces.texts;
import static dev.holdfast.sync.space.Spaces.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.space.ImportOptions.OnConflict;
import dev.holdfast.sync.state.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exports and imports over real directories. */
class SpaceTransferTest {
    private static final Instant LONG_AGO = Instant.parse("2020-02-29T12:34:56Z");
    private static final ImportOptions OVERWRITING =
            new ImportOptions(true, List.of("*.md"), List.of(), OnConflict.OVERWRITE, true);

    @TempDir
    Path work = Path.of("");

    private final ManualClock clock = new ManualClock();
    private Path out = work;
    private SpaceStore store = new SpaceStore(work, clock);
    private SpaceStore other = new SpaceStore(work, clock);

    @BeforeEach
    void open() {
        out = work.resolve("out");
        store = new SpaceStore(work.resolve("home"), clock);
        other = new SpaceStore(work.resolve("other"), clock);
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
    }

    private static ExportOptions in(ExportVariant variant) {
        return new ExportOptions(variant, true, false);
    }

    private void fill() {
        SpaceDocument guide = put(
                store,
                DocumentWish.at("guide.md").withMetadata("{\"author\":\"Ada\"}").withModified(LONG_AGO),
                "# Guide\n");
        SpaceDocument part = put(store, DocumentWish.at("parts/one.md").withParent(guide.id()), "one");
        put(store, DocumentWish.at("parts/deep/one.md").withParent(part.id()), "one below one");
        put(store, "empty.md", "");
        put(store, DocumentWish.at("bytes.md"), new byte[] {(byte) 0xff, 0, 13, 10});
        clock.advance(Duration.ofSeconds(1));
        put(store, "Parts/ONE.md", "only another case");
        put(store, "plain.txt", "no Markdown");
    }

    @ParameterizedTest
    @EnumSource(ExportVariant.class)
    void whatIsExportedComesBackWithContentMetadataAndIdentity(ExportVariant variant) {
        fill();
        TransferReport exported = export(store, out, in(variant));
        assertThat(exported.ok()).as("%s", exported.problems()).isTrue();
        assertThat(exported.created()).isEqualTo(8);

        TransferReport imported = bring(other, out, ImportOptions.DEFAULT);

        assertThat(imported.problems()).isEmpty();
        assertThat(imported.created()).isEqualTo(7);
        assertThat(other.list(SPACE))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("content", "revision", "updated")
                .isEqualTo(store.list(SPACE));
        assertThat(bring(other, out, ImportOptions.DEFAULT).unchanged()).isEqualTo(7);
        assertThat(export(other, out, in(variant)).changed()).isZero();
    }

    @Test
    void eachVariantHasItsFilesWhereItSays() {
        fill();
        export(store, work.resolve("flat"), in(ExportVariant.FLAT));
        assertThat(files(work.resolve("flat")).keySet())
                .contains("guide.md", "guide.md.meta.json", "empty.md", "bytes.md", "plain.txt")
                .hasSize(8)
                .noneMatch(name -> name.contains("/"));
        export(store, work.resolve("tree"), in(ExportVariant.HIERARCHICAL));
        assertThat(files(work.resolve("tree")).keySet())
                .contains("guide.md", "guide/one.md", "guide/one/one.md", "ONE.md");
        export(store, work.resolve("path"), in(ExportVariant.BY_PATH));
        assertThat(files(work.resolve("path")).keySet())
                .contains("parts/one.md", "parts/deep/one.md")
                .anyMatch(name -> name.matches("Parts/ONE~[0-9a-f]{8}\\.md"));
    }

    @Test
    void anUnchangedSpaceIsExportedWithoutWritingAnything() throws IOException {
        fill();
        export(store, out, in(ExportVariant.BY_PATH));
        Map<Path, List<Object>> before = looks();

        TransferReport again = export(store, out, in(ExportVariant.BY_PATH));

        assertThat(again.changed()).isZero();
        assertThat(again.unchanged()).isEqualTo(8);
        assertThat(looks()).isEqualTo(before);
    }

    /** Everything that writing would change: the file's number, times and size. */
    private Map<Path, List<Object>> looks() throws IOException {
        Map<Path, List<Object>> looks = new TreeMap<>();
        boolean unix = out.getFileSystem().supportedFileAttributeViews().contains("unix");
        try (Stream<Path> paths = Files.walk(out)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Map<String, Object> look = Files.readAttributes(
                        path, unix ? "unix:ino,ctime,lastModifiedTime,size" : "lastModifiedTime,size");
                looks.put(path, List.copyOf(new TreeMap<>(look).values()));
            }
        }
        return looks;
    }

    @Test
    void onlyWhatChangedIsWrittenAndWhatIsGoneGoesToTheTrash() throws IOException {
        fill();
        put(store, "gone/only.md", "it was here");
        export(store, out, in(ExportVariant.BY_PATH));
        put(store, "guide.md", "# Guide, changed\n");
        store.update(SPACE, "empty.md", DocumentWish.at("moved/empty.md"));
        store.delete(SPACE, "gone/only.md");
        put(store, "new.md", "new");

        TransferReport report = export(store, out, in(ExportVariant.BY_PATH));

        assertThat(report.problems()).isEmpty();
        assertThat(List.of(report.created(), report.updated(), report.deleted()))
                .containsExactly(2L, 1L, 2L);
        assertThat(files(out)).containsEntry("guide.md", "# Guide, changed\n").containsKeys("moved/empty.md", "new.md");
        assertThat(out.resolve("gone")).doesNotExist();
        assertThat(out.resolve("empty.md")).doesNotExist();
        try (Stream<Path> trash = Files.walk(out.resolve(".holdfast-trash"))) {
            assertThat(trash.map(path -> path.getFileName().toString())).contains("only.md");
        }
    }

    @Test
    void aFileThatAPersonEditedStaysUntilItIsForced() {
        put(store, "a.md", "one");
        put(store, "b.md", "one");
        export(store, out, ExportOptions.DEFAULT);
        write(out, "a.md", "edited by hand");
        write(out, "b.md", "edited too");
        put(store, "a.md", "two");
        store.delete(SPACE, "b.md");

        for (int round = 0; round < 2; round++) {
            TransferReport report = export(store, out, ExportOptions.DEFAULT);
            assertThat(report.ok()).isTrue();
            assertThat(report.changed()).isZero();
            assertThat(report.problems())
                    .extracting(TransferReport.Problem::path)
                    .contains("a.md");
            assertThat(files(out)).containsEntry("a.md", "edited by hand").containsEntry("b.md", "edited too");
        }
        TransferReport forced = export(store, out, new ExportOptions(ExportVariant.BY_PATH, false, true));
        assertThat(forced.updated()).isOne();
        assertThat(files(out)).containsEntry("a.md", "two");
    }

    @Test
    void aFileThatWasThereBeforeIsNotTakenForOurs() {
        write(out, "a.md", "somebody's own");
        write(out, "same.md", "the same");
        put(store, "a.md", "ours");
        put(store, "same.md", "the same");

        TransferReport report = export(store, out, ExportOptions.DEFAULT);

        assertThat(report.skipped()).isOne();
        assertThat(report.unchanged()).isOne();
        assertThat(files(out)).containsEntry("a.md", "somebody's own");
        assertThat(bring(other, out, ImportOptions.DEFAULT).ok()).isTrue();
        assertThat(text(other, "a.md")).isEqualTo("somebody's own");
    }

    @Test
    void anExportOfAnotherSpaceIsNotWrittenOver() {
        put(store, "a.md", "text");
        export(store, out, ExportOptions.DEFAULT);
        store.create("other");

        assertThatThrownBy(() -> SpaceExporter.run(store, "other", out, ExportOptions.DEFAULT, new CancelSignal()))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("holds an export of the space notes");
        assertThat(files(out)).containsOnlyKeys("a.md");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void nothingIsWrittenThroughLinks() throws IOException {
        Path outside = Files.createDirectories(work.resolve("outside"));
        write(outside, "secret.md", "stays");
        Files.createDirectories(out);
        Files.createSymbolicLink(out.resolve("dir"), outside);
        Files.createSymbolicLink(out.resolve("file.md"), outside.resolve("secret.md"));
        put(store, "dir/a.md", "text");
        put(store, "file.md", "text");
        put(store, "fine.md", "text");

        TransferReport report = export(store, out, ExportOptions.DEFAULT);

        assertThat(report.ok()).isFalse();
        assertThat(report.problems())
                .extracting(TransferReport.Problem::path)
                .containsExactlyInAnyOrder("dir/a.md", "file.md");
        assertThat(report.created()).isOne();
        assertThat(files(outside)).isEqualTo(Map.of("secret.md", "stays"));
        assertThat(bring(other, out, ImportOptions.DEFAULT).created()).isOne();
        assertThat(texts(other)).containsOnlyKeys("fine.md");
    }

    @Test
    void namesThatAFileSystemCantHoldAreMadeSafeAndComeBackAsTheyWere() {
        List<String> names = List.of(
                "CON",
                "nul.md",
                "com1.txt",
                "a:b",
                "what?.md",
                "\"quoted\"",
                "back\\slash",
                "tab\there",
                "line\nend",
                "dot.",
                "space ",
                "…..",
                ".holdfast-space.json",
                ".holdfast-trash",
                ".Holdfast-trash/x",
                "caf\u00e9.md",
                "cafe\u0301.md",
                "Straße.md",
                "STRASSE.md",
                "long/" + "n".repeat(400) + ".md",
                "long/" + "n".repeat(401) + ".md",
                "\uD83D\uDC19".repeat(80) + ".md",
                "note.md",
                "NOTE.md",
                "note.md.meta.json",
                "a_b",
                "dir/x",
                "DIR");
        for (String name : names) {
            put(store, DocumentWish.at(name).withMetadata("{\"name\":\"of it\"}"), name);
        }
        for (ExportVariant variant : ExportVariant.values()) {
            Path to = work.resolve(variant.word());
            TransferReport report = export(store, to, in(variant));
            assertThat(report.problems()).as(variant.word()).isEmpty();
            assertThat(report.created()).isEqualTo(2L * names.size());
            Map<String, String> files = files(to);
            assertThat(files.keySet().stream().map(SafeNames::key).distinct()).hasSize(files.size());
            assertThat(files.keySet())
                    .noneMatch(name -> name.matches("(?s).*[\\x00-\\x1f:?\"\\\\].*"))
                    .allMatch(name -> SpaceNames.name(name).getBytes(UTF_8).length < 255);
            try (SpaceStore back = new SpaceStore(work.resolve("back-" + variant.word()), clock)) {
                assertThat(bring(back, to, ImportOptions.DEFAULT).created()).isEqualTo(names.size());
                assertThat(texts(back)).isEqualTo(texts(store));
            }
        }
    }

    @Test
    void aFlatDirectoryIsImportedAsThePatternsSay() {
        write(out, "a.md", "a");
        write(out, "deep/b.md", "b");
        write(out, "deep/drafts/c.md", "c");
        write(out, "d.txt", "d");

        assertThat(bring(store, out, ImportOptions.DEFAULT).created()).isEqualTo(3);
        assertThat(texts(store)).isEqualTo(Map.of("a.md", "a", "deep/b.md", "b", "deep/drafts/c.md", "c"));
        bring(other, out, new ImportOptions(true, List.of("*"), List.of("drafts/"), OnConflict.SKIP, true));
        assertThat(texts(other)).containsOnlyKeys("a.md", "d.txt", "deep/b.md");
        try (SpaceStore third = new SpaceStore(work.resolve("third"), clock)) {
            bring(third, out, new ImportOptions(false, List.of("*.md"), List.of(), OnConflict.SKIP, true));
            assertThat(texts(third)).containsOnlyKeys("a.md");
        }
    }

    @Test
    void aConflictIsSettledAsItWasAsked() {
        write(out, "a.md", "of the directory");
        SpaceDocument document = put(store, "a.md", "of the space");

        TransferReport skipped = bring(store, out, ImportOptions.DEFAULT);
        assertThat(skipped.skipped()).isOne();
        assertThat(skipped.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.failed()).isFalse());
        assertThat(text(store, "a.md")).isEqualTo("of the space");
        ImportOptions renaming = new ImportOptions(true, List.of("*.md"), List.of(), OnConflict.RENAME, true);
        assertThat(bring(store, out, renaming).created()).isOne();
        assertThat(bring(store, out, renaming).unchanged()).isOne();
        assertThat(texts(store)).isEqualTo(Map.of("a.md", "of the space", "a (2).md", "of the directory"));
        assertThat(bring(store, out, OVERWRITING).updated()).isOne();
        assertThat(text(store, "a.md")).isEqualTo("of the directory");
        assertThat(store.undo(SPACE, document.id(), Optional.empty(), Optional.empty())
                        .sha256())
                .isEqualTo(document.sha256());
    }

    @Test
    void editsOfAnExportComeBackToTheirDocuments() throws IOException {
        fill();
        SpaceDocument guide = store.find(SPACE, "guide.md").orElseThrow();
        export(store, out, in(ExportVariant.FLAT));
        write(out, "guide.md", "# Guide, by hand\n");
        write(out, "guide.md.meta.json", "{\"metadata\": {\"author\": \"Grace\"}}");
        write(out, "added.md", "added");
        Files.delete(out.resolve("empty.md"));
        store.update(SPACE, "guide.md", DocumentWish.at("elsewhere/guide.md"));

        TransferReport report = bring(store, out, OVERWRITING);

        SpaceDocument now = store.find(SPACE, guide.id()).orElseThrow();
        assertThat(now.path()).isEqualTo("elsewhere/guide.md");
        assertThat(now.metadata()).isEqualTo("{\"author\":\"Grace\"}");
        assertThat(text(store, "elsewhere/guide.md")).isEqualTo("# Guide, by hand\n");
        assertThat(text(store, "added.md")).isEqualTo("added");
        assertThat(text(store, "empty.md")).isEmpty();
        assertThat(report.updated()).isOne();
        assertThat(report.created()).isOne();
        assertThat(report.problems()).extracting(TransferReport.Problem::path).containsExactly("empty.md");
    }

    @Test
    void anImportBringsBackNothingThatWasDeletedSinceUnlessItIsAskedToOrWasEdited() {
        SpaceDocument document = put(store, "a.md", "text");
        put(store, "b.md", "text");
        export(store, out, ExportOptions.DEFAULT);
        store.delete(SPACE, "a.md");
        store.delete(SPACE, "b.md");
        write(out, "b.md", "edited");

        TransferReport report = bring(store, out, ImportOptions.DEFAULT);
        assertThat(report.ok()).isTrue();
        assertThat(texts(store)).isEqualTo(Map.of("b.md", "edited"));
        assertThat(bring(store, out, OVERWRITING).created()).isOne();
        assertThat(store.find(SPACE, document.id())).isPresent();
    }

    @Test
    void anEditInAnExportIsTakenInAndNoNewerDocumentIsThrownBack() {
        put(store, "a.md", "one");
        put(store, "b.md", "one");
        put(store, "c.md", "one");
        export(store, out, ExportOptions.DEFAULT);
        write(out, "a.md", "edited");
        write(out, "c.md", "edited");
        put(store, "b.md", "newer in the space");
        put(store, "c.md", "newer in the space");

        TransferReport report = bring(store, out, ImportOptions.DEFAULT);
        assertThat(report.updated()).isOne();
        assertThat(report.skipped()).as("what both changed").isOne();
        bring(store, out, OVERWRITING);

        assertThat(texts(store)).isEqualTo(Map.of("a.md", "edited", "b.md", "newer in the space", "c.md", "edited"));
    }

    @Test
    void anExportThatWasCutShortIsNotTakenForAPersonsEdits() throws IOException {
        put(store, "a.md", "one");
        export(store, out, ExportOptions.DEFAULT);
        Files.delete(out.resolve(".holdfast-space.json"));
        put(store, "a.md", "two");

        assertThat(export(store, out, ExportOptions.DEFAULT).updated()).isOne();
        assertThat(files(out)).containsEntry("a.md", "two");
    }

    @Test
    void whatAnExportCouldNotRemoveIsRememberedAndNoImportMakesADocumentOfIt() {
        put(store, "a.md", "one");
        put(store, "b.md", "one");
        export(store, out, ExportOptions.DEFAULT);
        write(out, "a.md", "edited");
        store.delete(SPACE, "a.md");
        assertThat(export(store, out, ExportOptions.DEFAULT).skipped()).isOne();
        assertThat(export(store, out, ExportOptions.DEFAULT).skipped())
                .as("named again")
                .isOne();
        write(out, "a.md", "one");

        assertThat(bring(other, out, ImportOptions.DEFAULT).created()).isOne();
        assertThat(texts(other)).containsOnlyKeys("b.md");
        assertThat(export(store, out, ExportOptions.DEFAULT).deleted()).isOne();
    }

    @Test
    void aFileThatWasRenamedInAnExportIsStillItsDocument() throws IOException {
        SpaceDocument document = put(store, DocumentWish.at("a.md").withMetadata("{\"k\":1}"), "text");
        export(store, out, ExportOptions.DEFAULT);
        Files.move(out.resolve("a.md"), out.resolve("renamed.md"));

        assertThat(bring(other, out, ImportOptions.DEFAULT).ok()).isTrue();
        assertThat(other.list(SPACE)).extracting(SpaceDocument::id).containsExactly(document.id());
    }

    @Test
    void aManifestThatLeadsOutIsRefused() throws IOException {
        put(store, "a.md", "text");
        export(store, out, ExportOptions.DEFAULT);
        Path manifest = out.resolve(".holdfast-space.json");
        String text = Files.readString(manifest);
        for (String bad : List.of(
                text.replace("\"file\" : \"a.md\"", "\"file\" : \"../secret\""),
                text.replace("\"path\" : \"a.md\"", "\"path\" : \"../../out\""),
                text.replaceFirst("\"id\" : \"[^\"]*\"", "\"id\" : \"1\""),
                text.replace("\"format\" : 1", "\"format\" : 2"),
                text.replaceFirst("\\{", "{\"begun\" : [{\"file\" : \"../a\", \"sha256\" : \"0\"}],"),
                text.replace("\"documents\"", "\"pages\""),
                text.substring(0, text.length() / 2),
                text + "{}",
                "[]",
                "")) {
            assertThat(bad).isNotEqualTo(text);
            Files.writeString(manifest, bad);
            assertThatThrownBy(() -> bring(other, out, ImportOptions.DEFAULT))
                    .isInstanceOf(SpaceException.class)
                    .hasMessageContaining(".holdfast-space.json");
            assertThatThrownBy(() -> export(store, out, ExportOptions.DEFAULT)).isInstanceOf(SpaceException.class);
        }
        assertThat(other.spaces()).isEmpty();
        ImportOptions without = new ImportOptions(true, List.of("*.md"), List.of(), OnConflict.SKIP, false);
        assertThat(bring(other, out, without).created()).isOne();
    }

    @Test
    void aManifestOfALaterVersionIsToldAsOneWhateverElseIsInIt() throws IOException {
        Files.createDirectories(out);
        Files.writeString(
                out.resolve(".holdfast-space.json"), "{\"documents\": [{\"id\": {}}], \"more\": [[1]], \"format\": 2}");

        assertThatThrownBy(() -> bring(other, out, ImportOptions.DEFAULT))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("later version of Holdfast (format 2");
    }

    @Test
    void aManifestAsLongAsAnExportWritesIsReadAgain() throws IOException {
        String much = "{\"text\":\"" + "m".repeat(120_000) + "\"}";
        int count = 300;
        for (int i = 0; i < count; i++) {
            put(store, DocumentWish.at(i + ".md").withMetadata(much), String.valueOf(i));
        }

        assertThat(export(store, out, ExportOptions.DEFAULT).created()).isEqualTo(count);

        assertThat(Files.size(out.resolve(".holdfast-space.json"))).isGreaterThan(32L << 20);
        assertThat(bring(other, out, ImportOptions.DEFAULT).created()).isEqualTo(count);
        assertThat(other.find(SPACE, "7.md").orElseThrow().metadata()).isEqualTo(much);
        assertThat(export(store, out, ExportOptions.DEFAULT).changed()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatCantBeReadIsNamedAndNothingIsDeleted() throws IOException {
        write(out, "shut/a.md", "a");
        write(out, "b.md", "b");
        bring(store, out, ImportOptions.DEFAULT);
        Files.setPosixFilePermissions(out.resolve("shut"), PosixFilePermissions.fromString("---------"));
        boolean readable = Files.isReadable(out.resolve("shut"));
        try {
            TransferReport report = bring(store, out, ImportOptions.DEFAULT);
            if (!readable) {
                assertThat(report.ok()).isFalse();
                assertThat(report.problems())
                        .extracting(TransferReport.Problem::path)
                        .containsExactly("shut");
            }
            assertThat(texts(store)).containsOnlyKeys("b.md", "shut/a.md");
        } finally {
            Files.setPosixFilePermissions(out.resolve("shut"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void timesOfFilesAreThoseOfDocumentsBothWays() throws IOException {
        put(store, DocumentWish.at("a.md").withModified(LONG_AGO), "text");
        export(store, out, ExportOptions.DEFAULT);
        assertThat(Files.getLastModifiedTime(out.resolve("a.md")).toInstant()).isEqualTo(LONG_AGO);
        Instant edited = LONG_AGO.plus(Duration.ofDays(1));
        write(out, "a.md", "edited");
        Files.setLastModifiedTime(out.resolve("a.md"), FileTime.from(edited));

        bring(store, out, OVERWRITING);

        assertThat(store.find(SPACE, "a.md").orElseThrow().modified()).isEqualTo(edited);
    }

    @Test
    void documentsThatBelongToEachOtherAreExportedAllTheSame() {
        SpaceDocument one = put(store, "one.md", "1");
        SpaceDocument two = put(store, DocumentWish.at("two.md").withParent(one.id()), "2");
        put(store, DocumentWish.at("one.md").withParent(two.id()), "1");
        put(store, DocumentWish.at("three.md").withParent(two.id()), "3");
        put(store, DocumentWish.at("own.md").withParent("4b5f4d1e-8a43-4b67-9a54-6d3a37c9a111"), "its parent is gone");

        export(store, out, in(ExportVariant.HIERARCHICAL));

        assertThat(files(out)).containsOnlyKeys("one.md", "two.md", "two/three.md", "own.md");
    }
}
