package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorRules;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.memory.Memory;
import dev.holdfast.sync.memory.MemoryStore;
import dev.holdfast.sync.memory.MemoryText;
import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.mirror.run.MirrorReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The memories as a side of a mirror of the settings, beside a store that an assistant has open. */
class MirroredMemoriesTest {
    @TempDir
    private Path work;

    private MirrorReport run(boolean sensitive, String mode) {
        Path home = work.resolve("home");
        Settings settings = Settings.builder(home).set(Keys.SYSTEM_ID, "here").build();
        MirrorRules rules = new MirrorRules(
                List.of(),
                false,
                true,
                MirrorRules.Initial.MERGE,
                MirrorRules.Comparison.HASH_THEN_MTIME,
                Duration.ofSeconds(2),
                MirrorRules.Conflicts.KEEP_BOTH,
                false,
                true,
                sensitive,
                0);
        MirrorSetting pair = new MirrorSetting(
                "memories",
                MirrorSetting.ofSpace("memories"),
                work.resolve("notes").toString(),
                mode,
                rules);
        try (Mirrors mirrors = new Mirrors(settings, InstantSource.system())) {
            return mirrors.run(pair, false, ProgressListener.NONE, new CancelSignal());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(work.resolve("notes"))) {
            return all.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    @Test
    void aPairOfTheSettingsBringsEditsBothWays() throws IOException {
        Files.createDirectories(work.resolve("notes"));
        try (MemoryStore store = new MemoryStore(work.resolve("home"), InstantSource.system())) {
            Memory tea = store.add(NewMemory.fact("Anna likes tea.")).memory();
            store.add(new NewMemory("facts", new MemoryText("canary", "", ""), 0.5, true));
            assertThat(run(false, "twoWay").ok()).isTrue();
            assertThat(files()).hasSize(1);
            Path file = files().get(0);
            Files.writeString(file, Files.readString(file).replace("tea", "coffee"));

            MirrorReport report = run(false, "twoWay");

            assertThat(report.ok()).isTrue();
            assertThat(store.find(tea.id()).orElseThrow().text().content()).isEqualTo("Anna likes coffee.");
            assertThat(run(false, "twoWay").done().operations()).isZero();
            assertThat(run(true, "twoWay").done().created()).isEqualTo(1);
            assertThat(files()).anyMatch(each -> each.toString().contains("memory-"));
            assertThat(run(true, "twoWay").done().operations()).isZero();
        }
    }

    @Test
    void aBackupOfNotesMakesMemoriesAndLeavesTheNotesAsTheyAre() throws IOException {
        Files.createDirectories(work.resolve("notes"));
        Files.writeString(work.resolve("notes/a.md"), "note");

        assertThat(run(false, "destinationBackup").ok()).isTrue();

        assertThat(work.resolve("notes/a.md")).content().isEqualTo("note");
        assertThat(run(false, "destinationBackup").done().operations()).isZero();
        try (MemoryStore store = new MemoryStore(work.resolve("home"), InstantSource.system())) {
            assertThat(store.counts().total()).isOne();
        }
    }
}
