package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictResolveToolTest {
    @TempDir
    Path work;

    @Test
    void whatAToolCallHasNoTimeForIsLeftToTheNextRunAndTheConflictIsSettled() throws Exception {
        Path left = Files.createDirectories(work.resolve("left"));
        Path right = Files.createDirectories(work.resolve("right"));
        Files.writeString(left.resolve("note.md"), "mine");
        Files.writeString(right.resolve("note.md"), "theirs");
        MirrorSetting notes = new MirrorSetting("notes", left.toString(), right.toString(), "twoWay");
        Settings settings = Settings.builder(work.resolve("home"))
                .set(Keys.SYSTEM_ID, "here")
                .set(Keys.MIRRORS, List.of(notes))
                .build();
        try (Mirrors mirrors = new Mirrors(settings, InstantSource.system())) {
            mirrors.run(notes, false, ProgressListener.NONE, new CancelSignal());
            String id = mirrors.conflicts(false).get(0).id();
            LazyEngine engine = new LazyEngine(() -> new Engine(settings, new ScriptedService()));
            HoldfastTool tool = new ConflictResolveTool(engine, Runnable::run);
            HoldfastTool.Answer answer = tool.call(
                            new Arguments(Map.of("id", id, "keep", "source")),
                            ProgressListener.NONE,
                            new CancelSignal())
                    .toCompletableFuture()
                    .get();
            assertThat(answer.fields()).containsEntry("kept", "source").containsEntry("synced", false);
            assertThat(answer.sentence()).contains("'holdfast mirror run' goes on with it");
            assertThat(mirrors.conflicts(false)).isEmpty();
            assertThat(mirrors.run(notes, false, ProgressListener.NONE, new CancelSignal())
                            .same())
                    .isTrue();
        }
    }
}
