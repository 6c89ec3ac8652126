package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The platform's own file events, also those that it loses. */
class FolderEventsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** More than the platform keeps of one folder until somebody takes them. */
    private static final int TOO_MANY = 2000;

    @TempDir
    Path work;

    @Test
    @EnabledOnOs(OS.LINUX) // Elsewhere the events of two folders may come in any order.
    void anOverflowOfEventsWakesWhoeverWaitsAndWhatCameMeanwhileIsWatched() throws Exception {
        Path busy = Files.createDirectories(work.toRealPath().resolve("busy"));
        Path quiet = Files.createDirectories(work.toRealPath().resolve("quiet"));
        CancelSignal cancel = new CancelSignal();
        WatchService platform = FileSystems.getDefault().newWatchService();
        try (FolderEvents events =
                new FolderEvents(List.of(busy, quiet), (path, directory) -> path.endsWith(".log"), cancel, platform)) {
            events.watchAll();
            for (int i = 0; i < TOO_MANY; i++) {
                Files.createFile(busy.resolve(i + ".log"));
            }
            Files.createDirectories(busy.resolve("new"));
            overflow(platform, busy, quiet);

            assertThat(events.await(LIMIT)).isTrue();

            Files.createFile(busy.resolve("new/note.md"));
            assertThat(events.await(LIMIT)).isTrue();
        }
    }

    /** Lets events of the busy folder pile up, until one of the quiet folder that came after them all is there. */
    private static void overflow(WatchService platform, Path busy, Path quiet)
            throws IOException, InterruptedException {
        Files.createFile(quiet.resolve("last"));
        WatchKey piled = platform.take();
        assertThat(piled.watchable()).isEqualTo(busy);
        WatchKey last = platform.take();
        assertThat(last.watchable()).isEqualTo(quiet);
        last.pollEvents();
        last.reset();
        piled.reset();
    }
}
