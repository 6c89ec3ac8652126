package dev.holdfast.sync.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final String TOLD =
            "{\"session_id\":\"5f3a\",\"cwd\":\"/projects\",\"more\":{\"a\":[1]},\"reason\":\"exit\"}";

    private final ManualClock clock = new ManualClock();
    private final List<Map<String, String>> taken = new ArrayList<>();
    private Path folder;
    private StateDatabase state;
    private Spool spool;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        folder = Files.createDirectories(home.resolve("spool"));
        state = new StateDatabase(home, clock);
        spool = new Spool(home, state, clock);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void whatAHookLeftIsTakenOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("end-1.json"), TOLD);
        spool.takeAll(Duration.ZERO, this::take);
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken)
                .containsExactly(Map.of("session_id", "5f3a", "working_directory", "/projects", "reason", "exit"));
        assertThat(file).doesNotExist();
    }

    @Test
    void aCrashAfterTheJobWasStoredDoesNotTakeItAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("end-1.json"), TOLD);
        assertThatThrownBy(() -> spool.takeAll(Duration.ZERO, (attributes, note) -> {
                    assertThat(take(attributes, note)).isTrue();
                    throw new IllegalStateException("killed here");
                }))
                .hasMessage("killed here");
        assertThat(file).exists();
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken).hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void whatCanNotBeReadCountsAsAnEndAndIsSetAsideAndReported() throws IOException {
        Files.writeString(folder.resolve("end-1.json"), "{\"session_id\": \"cut sho");
        Files.writeString(folder.resolve("end-2.json"), "");
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken).containsExactly(Map.of(), Map.of());
        assertThat(spool.notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice).contains("end-1.json"));
        Files.delete(folder.resolve("bad").resolve("end-1.json"));
        assertThat(spool.notices()).isEmpty();
    }

    @Test
    void whatAHookThatWasKilledLeftUnfinishedIsTakenWhenItsWriterIsSurelyGone() throws IOException {
        Path file = Files.writeString(folder.resolve("end-1.tmp"), TOLD);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken).hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    void whatNobodyCanMakeUseOfYetStaysAndIsReportedUntilSomebodyCan() throws IOException {
        Path file = Files.writeString(folder.resolve("end-1.json"), TOLD);
        spool.takeAll(Duration.ZERO, (attributes, note) -> false);
        assertThat(file).exists();
        assertThat(spool.notices())
                .singleElement()
                .satisfies(notice ->
                        assertThat(notice).contains("1 session end(s)").contains("sources"));
        spool.takeAll(Duration.ZERO, this::take);
        assertThat(taken).hasSize(1);
        assertThat(file).doesNotExist();
        assertThat(spool.notices()).isEmpty();
    }

    @Test
    void aFileIsLeftToOthersForAsLongAsTheCallerSays() throws IOException {
        Path file = Files.writeString(folder.resolve("end-1.json"), TOLD);
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        spool.takeAll(Duration.ofMinutes(1), this::take);
        assertThat(taken).isEmpty();
        clock.advance(Duration.ofMinutes(2));
        spool.takeAll(Duration.ofMinutes(1), this::take);
        assertThat(taken).hasSize(1);
    }

    private boolean take(Map<String, String> attributes, Spool.Note note) {
        taken.add(attributes);
        return state.write(connection -> {
            note.write(connection);
            return true;
        });
    }
}
