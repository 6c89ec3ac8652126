package dev.holdfast.sync.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.state.ChildJvm;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, and several stores in one of them, on one home. */
class MemoryWritersTest {
    private static final int COUNT = 70;

    @TempDir
    Path home = Path.of("");

    @Test
    void writersAtOnceLoseNothingAndMeetNoLock() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (ChildJvm one = ChildJvm.start(MemoryChild.class, home.toString(), "one", Integer.toString(COUNT));
                ChildJvm two = ChildJvm.start(MemoryChild.class, home.toString(), "two", Integer.toString(COUNT))) {
            one.waitFor("stored");
            Future<?> three = threads.submit(() -> MemoryChild.write(home, "three", COUNT));
            Future<?> four = threads.submit(() -> MemoryChild.write(home, "four", COUNT));
            try (MemoryStore reader = new MemoryStore(home, InstantSource.system())) {
                while (!three.isDone() || !four.isDone()) {
                    reader.recall("memory changed", MemoryFilter.ALL, Optional.empty(), 10);
                    reader.list(MemoryFilter.category("two"), Optional.empty(), 10);
                }
            }
            three.get();
            four.get();
            one.waitForSuccess();
            two.waitForSuccess();
        } finally {
            threads.shutdownNow();
        }
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            long deleted = (COUNT + 4) / 5;
            assertThat(store.counts().byCategory().keySet()).containsExactlyInAnyOrder("one", "two", "three", "four");
            assertThat(store.counts().byCategory().values()).containsOnly(COUNT - deleted);
            for (String name : List.of("one", "two", "three", "four")) {
                assertThat(store.recall(name, MemoryFilter.category(name), Optional.empty(), COUNT)
                                .memories())
                        .as("of %s those that are neither deleted nor sensitive", name)
                        .hasSize((int) (COUNT - deleted - sensitiveOnes()));
            }
        }
        theIndexAgreesWithTheTable();
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        String last;
        try (ChildJvm child = ChildJvm.start(MemoryChild.class, home.toString(), "killed", "100000")) {
            last = child.waitFor("stored");
            for (int i = 0; i < 20; i++) {
                last = child.waitFor("stored");
            }
            child.kill();
        }
        try (MemoryStore store = new MemoryStore(home, InstantSource.system())) {
            assertThat(store.find(last).isPresent() || !store.versions(last).isEmpty())
                    .isTrue();
            assertThat(store.add(NewMemory.fact("life goes on")).fresh()).isTrue();
        }
        theIndexAgreesWithTheTable();
    }

    private static long sensitiveOnes() {
        long sensitive = 0;
        for (int i = 3; i < COUNT; i += 7) {
            sensitive += i % 5 == 0 ? 0 : 1;
        }
        return sensitive;
    }

    private void theIndexAgreesWithTheTable() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("memory.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO memory_text (memory_text) VALUES ('integrity-check')");
            assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1))
                    .isEqualTo("ok");
        }
    }
}
