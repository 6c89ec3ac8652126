package dev.holdfast.sync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedStateTest {
    private static final String STAMP = "state.db.damaged-20261121T080000Z";
    private static final byte[] GARBAGE = "this is no database ".repeat(500).getBytes(StandardCharsets.UTF_8);

    private Path home;

    @BeforeEach
    void home(@TempDir Path directory) {
        home = directory;
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAsideWithItsCompanionsAndTheUserIsTold() throws IOException {
        Files.write(home.resolve("state.db"), GARBAGE);
        Files.write(home.resolve("state.db-wal"), new byte[] {1, 2, 3});
        Files.write(home.resolve("state.db-shm"), new byte[] {4, 5, 6});
        try (StateDatabase state = open()) {
            StateDatabaseTest.note(state, "fresh");
            assertThat(StateDatabaseTest.notes(state)).containsExactly("fresh");
            assertThat(state.notices())
                    .singleElement()
                    .asString()
                    .contains("damaged", home.resolve(STAMP).toString(), "sync once more");
        }
        assertThat(home.resolve(STAMP)).hasBinaryContent(GARBAGE);
        assertThat(home.resolve(STAMP + "-wal")).hasBinaryContent(new byte[] {1, 2, 3});
        assertThat(home.resolve(STAMP + "-shm"))
                .as("an index that SQLite makes anew")
                .exists();
    }

    @Test
    void theNoticeOutlivesTheProcessAndGoesWithTheFile() throws IOException {
        Files.write(home.resolve("state.db"), GARBAGE);
        try (StateDatabase state = open()) {
            StateDatabaseTest.note(state, "fresh");
        }
        try (StateDatabase state = open()) {
            assertThat(StateDatabaseTest.notes(state)).containsExactly("fresh");
            assertThat(state.notices()).hasSize(1);
            Files.delete(home.resolve(STAMP));
            assertThat(state.notices()).isEmpty();
        }
    }

    @Test
    void aSecondDamagedFileDoesNotReplaceTheFirst() throws IOException {
        Files.write(home.resolve(STAMP), new byte[] {9});
        Files.write(home.resolve("state.db"), GARBAGE);
        try (StateDatabase state = open()) {
            StateDatabaseTest.note(state, "fresh");
            assertThat(state.notices()).hasSize(2);
        }
        assertThat(home.resolve(STAMP)).hasBinaryContent(new byte[] {9});
        assertThat(home.resolve(STAMP + "-2")).hasBinaryContent(GARBAGE);
    }

    @Test
    void damageThatShowsWhileTheFileIsOpenIsSetAsideAndTheWorkIsDone() throws IOException {
        try (StateDatabase state = open()) {
            fill(state);
        }
        scribble(home.resolve("state.db"));
        try (StateDatabase state = open()) {
            List<String> names = state.read(connection ->
                    Sql.query(connection, "SELECT name FROM source_record ORDER BY name", row -> row.getString(1)));
            assertThat(names)
                    .as("of the fresh file, after the old one turned out damaged")
                    .isEmpty();
            StateDatabaseTest.note(state, "goes on");
            assertThat(state.notices()).hasSize(1);
        }
        assertThat(home.resolve(STAMP)).exists();
    }

    @Test
    void aProcessThatStillHasTheOldFileOpenMovesOnToTheNewOne() throws IOException {
        try (StateDatabase early = open();
                StateDatabase late = open()) {
            StateDatabaseTest.note(early, "old");
            Files.move(home.resolve("state.db"), home.resolve(STAMP));
            Files.move(home.resolve("state.db-wal"), home.resolve(STAMP + "-wal"));
            Files.move(home.resolve("state.db-shm"), home.resolve(STAMP + "-shm"));
            StateDatabaseTest.note(late, "from the late one");
            StateDatabaseTest.note(early, "from the early one");
            assertThat(StateDatabaseTest.notes(late)).containsExactly("from the late one", "from the early one");
        }
        try (StateDatabase again = open()) {
            assertThat(StateDatabaseTest.notes(again)).containsExactly("from the late one", "from the early one");
        }
    }

    @Test
    void whatWasWrittenToAFileSetAsideMeanwhileIsWrittenAgain() {
        try (StateDatabase state = open()) {
            StateDatabaseTest.note(state, "old");
            List<Integer> runs = new ArrayList<>();
            state.write(connection -> {
                runs.add(1);
                if (runs.size() == 1) {
                    setAsideBehindItsBack();
                }
                return Sql.update(
                        connection,
                        "INSERT INTO source_record (destination, name, path, updated) VALUES ('test', 'new', '', 0)");
            });
            assertThat(runs).hasSize(2);
            assertThat(StateDatabaseTest.notes(state)).containsExactly("new");
        }
    }

    @Test
    void manyWhoNoticeAtOnceSetOneFileAside() throws Exception {
        Files.write(home.resolve("state.db"), GARBAGE);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String name = "note " + i;
                all.add(threads.submit(() -> {
                    try (StateDatabase state = open()) {
                        StateDatabaseTest.note(state, name);
                    }
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        try (StateDatabase state = open()) {
            assertThat(StateDatabaseTest.notes(state)).hasSize(8);
            assertThat(state.notices()).hasSize(1);
        }
    }

    @Test
    void aFileThatCannotBeSetAsideIsSaid() throws IOException {
        Files.createDirectories(home.resolve("state.db"));
        try (StateDatabase state = open()) {
            assertThatThrownBy(() -> StateDatabaseTest.notes(state))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining(home.resolve("state.db").toString());
        }
        assertThat(home.resolve("state.db")).isDirectory();
    }

    private StateDatabase open() {
        return new StateDatabase(home, new ManualClock());
    }

    private static void fill(StateDatabase state) {
        for (int i = 0; i < 200; i++) {
            StateDatabaseTest.note(state, "a long name to fill some pages ".repeat(20) + i);
        }
    }

    /** Leaves the header and the schema, and spoils every page behind them. */
    private static void scribble(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (long at = 4096; at < channel.size(); at += 4096) {
                channel.write(ByteBuffer.wrap(new byte[] {77, 77, 77, 77, 77, 77, 77, 77}), at);
            }
        }
    }

    private void setAsideBehindItsBack() {
        try (Stream<Path> files = Files.list(home)) {
            for (Path file :
                    files.filter(each -> each.toString().contains("state.db")).toList()) {
                Files.move(file, Path.of(file.toString().replace("state.db", STAMP)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
