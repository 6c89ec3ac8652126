package dev.holdfast.sync.space;

import static dev.holdfast.sync.space.Spaces.SPACE;
import static dev.holdfast.sync.space.Spaces.bring;
import static dev.holdfast.sync.space.Spaces.export;
import static dev.holdfast.sync.space.Spaces.files;
import static dev.holdfast.sync.space.Spaces.put;
import static dev.holdfast.sync.space.Spaces.texts;
import static dev.holdfast.sync.space.Spaces.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports that end in the middle of their work, and what the next one makes of what they left. */
class CutShortExportTest {
    private static final ExportOptions DESCRIBED = new ExportOptions(ExportVariant.BY_PATH, true, false);
    private static final ExportOptions FORCED = new ExportOptions(ExportVariant.BY_PATH, false, true);
    private static final String MANIFEST = ".holdfast-space.json";

    @TempDir
    Path work = Path.of("");

    private final ManualClock clock = new ManualClock();
    private Path out = work;
    private SpaceStore store = new SpaceStore(work, clock);

    @BeforeEach
    void open() {
        out = work.resolve("out");
        store = new SpaceStore(work.resolve("home"), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** An export that ends at its first step after this has come true; it clears nothing away then. */
    private void endsWhen(ExportOptions options, BooleanSupplier moment) {
        assertThatThrownBy(() -> SpaceExporter.run(store, SPACE, out, options, new CancelSignal(moment)))
                .isInstanceOf(CancellationException.class);
    }

    private BooleanSupplier written(String file, String text) {
        return () -> text.equals(files(out).get(file));
    }

    private String manifest() throws IOException {
        return Files.readString(out.resolve(MANIFEST));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatItHadWrittenGoesWithItsDocument(boolean exportedBefore) throws IOException {
        put(store, "a.md", "one");
        put(store, "deep/b.md", "one");
        if (exportedBefore) {
            export(store, out, ExportOptions.DEFAULT);
            put(store, "deep/b.md", "two");
        } else {
            Files.createDirectories(out);
        }
        endsWhen(ExportOptions.DEFAULT, written("deep/b.md", exportedBefore ? "two" : "one"));
        store.delete(SPACE, "deep/b.md");

        TransferReport report = export(store, out, ExportOptions.DEFAULT);

        assertThat(report.problems()).isEmpty();
        assertThat(report.deleted()).isOne();
        assertThat(files(out)).containsOnlyKeys("a.md");
        assertThat(out.resolve("deep")).doesNotExist();
        assertThat(manifest()).doesNotContain("begun");
    }

    @Test
    void whatAPersonHasEditedSinceStaysEvenWhenItIsForced() throws IOException {
        put(store, "a.md", "one");
        put(store, "b.md", "one");
        put(store, "c.md", "one");
        Files.createDirectories(out);
        endsWhen(ExportOptions.DEFAULT, written("b.md", "one"));
        write(out, "b.md", "edited");
        write(out, "c.md", "somebody's own, where the export would have come to");
        store.delete(SPACE, "b.md");
        store.delete(SPACE, "c.md");

        TransferReport report = export(store, out, FORCED);

        assertThat(report.ok()).isTrue();
        assertThat(report.deleted()).isZero();
        assertThat(report.problems()).extracting(TransferReport.Problem::path).containsExactly("b.md", "c.md");
        assertThat(files(out)).containsEntry("b.md", "edited").containsKey("c.md");
        assertThat(export(store, out, FORCED).problems())
                .as("they are a person's files by now")
                .isEmpty();
        assertThat(files(out)).containsOnlyKeys("a.md", "b.md", "c.md");
    }

    @Test
    void whatItHadWrittenIsKnownAlsoWhenTheSpaceKeepsNoSuchVersion() throws IOException {
        put(store, "a.md", "one");
        Files.createDirectories(out);
        endsWhen(ExportOptions.DEFAULT, written("a.md", "one"));
        store.delete(SPACE, "a.md");
        put(store, "a.md", "another document");

        assertThat(export(store, out, ExportOptions.DEFAULT).updated()).isOne();
        assertThat(files(out)).containsEntry("a.md", "another document");
    }

    @Test
    void metadataBesideAFileOfSomebodysOwnGoesWithItsDocument() throws IOException {
        write(out, "a.md", "somebody's own");
        put(store, DocumentWish.at("a.md").withMetadata("{\"k\":1}"), "ours");
        export(store, out, DESCRIBED);
        assertThat(files(out)).containsOnlyKeys("a.md", "a.md.meta.json");
        String once = manifest();
        export(store, out, DESCRIBED);
        assertThat(manifest()).isEqualTo(once);
        store.delete(SPACE, "a.md");

        assertThat(export(store, out, DESCRIBED).deleted()).isOne();
        assertThat(files(out)).isEqualTo(Map.of("a.md", "somebody's own"));
    }

    @Test
    void aDirectoryThatAnExportHasBegunIsNoOtherSpaces() throws IOException {
        put(store, "a.md", "one");
        Files.createDirectories(out);
        endsWhen(ExportOptions.DEFAULT, written("a.md", "one"));
        store.create("other");

        assertThatThrownBy(() -> SpaceExporter.run(store, "other", out, ExportOptions.DEFAULT, new CancelSignal()))
                .isInstanceOf(SpaceException.class)
                .hasMessageContaining("holds an export of the space notes");
        try (SpaceStore other = new SpaceStore(work.resolve("other"), clock)) {
            assertThat(bring(other, out, ImportOptions.DEFAULT).created()).isOne();
            assertThat(texts(other)).containsOnlyKeys("a.md");
        }
    }

    @Test
    void whereverItEndsTheNextOneMakesOfItWhatAFirstOneWould() throws IOException {
        boolean ended = true;
        for (int last = 1; ended; last++) {
            Path home = work.resolve("home" + last);
            out = work.resolve("out" + last);
            try (SpaceStore each = new SpaceStore(home, clock)) {
                put(each, DocumentWish.at("kept.md").withMetadata("{\"k\":1}"), "kept");
                put(each, "old.md", "one");
                put(each, "moved.md", "moved");
                export(each, out, DESCRIBED);
                put(each, "old.md", "two");
                put(each, DocumentWish.at("new/a.md").withMetadata("{\"k\":2}"), "a");
                put(each, "new/b.md", "b");
                each.update(SPACE, "moved.md", DocumentWish.at("new/moved.md"));
                ended = ends(each, last);
                each.delete(SPACE, "old.md");
                each.delete(SPACE, "new/a.md");
                put(each, "new/b.md", "changed");

                TransferReport report = export(each, out, DESCRIBED);

                Path first = work.resolve("first" + last);
                export(each, first, DESCRIBED);
                assertThat(report.problems()).as("ended at step %s", last).isEmpty();
                assertThat(all(out)).as("ended at step %s", last).isEqualTo(all(first));
                assertThat(export(each, out, DESCRIBED).changed()).isZero();
            }
        }
    }

    private static Map<String, String> all(Path directory) throws IOException {
        Map<String, String> all = new TreeMap<>(files(directory));
        all.put(MANIFEST, Files.readString(directory.resolve(MANIFEST)));
        return all;
    }

    /** Whether an export ends before its end when it is cancelled at that step. */
    private boolean ends(SpaceStore from, int last) {
        int[] step = {0};
        try {
            SpaceExporter.run(from, SPACE, out, DESCRIBED, new CancelSignal(() -> ++step[0] == last));
            return false;
        } catch (CancellationException e) {
            return true;
        }
    }
}
