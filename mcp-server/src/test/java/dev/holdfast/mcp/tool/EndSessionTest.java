package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.SyncService;
import dev.holdfast.sync.SyncServices;
import dev.holdfast.sync.memory.MemoryFilter;
import dev.holdfast.sync.memory.MemoryStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndSessionTest {
    @TempDir
    Path home;

    @Test
    void theFirstSummaryOfAHomeWithNothingElseInItIsUploadedToo() {
        Settings settings = settings().build();
        EndSession.Result result = end(settings, Map.of("summary", "We baked bread."));
        assertThat(result.ticket()).as(result.sentence()).isPresent();
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            assertThat(store.list(MemoryFilter.ALL, Optional.empty(), 10).memories())
                    .as("told once, kept once")
                    .singleElement()
                    .satisfies(memory -> assertThat(memory.text().content()).isEqualTo("We baked bread."));
        }
    }

    @Test
    void whereNothingIsKeptAndNothingIsSaidNothingIsQueuedAndTheAnswerSaysWhatToDo() {
        EndSession.Result result = end(settings().build(), Map.of());
        assertThat(result.ticket()).isEmpty();
        assertThat(result.sentence()).contains("sources");
        assertThat(end(settings().set(Keys.UPLOAD_MEMORIES, false).build(), Map.of("summary", "We baked bread."))
                        .ticket())
                .isEmpty();
    }

    private Settings.Builder settings() {
        return Settings.builder(home).set(Keys.SYSTEM_ID, "here");
    }

    private static EndSession.Result end(Settings settings, Map<String, String> attributes) {
        try (SyncService service = SyncServices.standard(settings)) {
            return EndSession.end(service, settings, attributes, "in the background");
        }
    }
}
