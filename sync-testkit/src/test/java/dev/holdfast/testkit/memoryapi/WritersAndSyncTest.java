package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.memory.NewMemory;
import dev.holdfast.sync.memory.record.RecordRules;
import dev.holdfast.sync.memory.record.RecordSyncResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several stores on one home, as servers and a drainer have them, that write at once while one syncs. The usual build does so
 * for two seconds. The long run: {@code -Dtest=WritersAndSyncTest -Dholdfast.writers.seconds=60}.
 */
class WritersAndSyncTest {
    /** How many memories each round of the drainer lets come in beside it: more would only wait for the end. */
    private static final int A_ROUND = 30;

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("holdfast.writers.seconds", 2));

    @TempDir
    Path home = Path.of("");

    private final Semaphore turns = new Semaphore(0);

    @Test
    void twoServersAndADrainerThatWriteAtOnceLoseNoWriteAndMeetNoLock() throws Exception {
        MovingClock clock = new MovingClock(Instant.parse("2026-05-04T10:00:00Z"));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (StandInMemoryApi server = new StandInMemoryApi()) {
            server.addKey("key", "ann");
            server.setClocks(clock, Duration.ZERO);
            List<String> stored = new ArrayList<>();
            try (Machine drainer = new Machine(home, server, "key", RecordRules.USUAL, clock);
                    Machine one = new Machine(home, server, "key", RecordRules.USUAL, clock);
                    Machine two = new Machine(home, server, "key", RecordRules.USUAL, clock)) {
                long end = System.nanoTime() + TIME.toNanos();
                List<Future<List<String>>> writers = List.of(
                        threads.submit(() -> write(one, "one", end)), threads.submit(() -> write(two, "two", end)));
                for (int i = 0; System.nanoTime() < end; i++) {
                    turns.release(A_ROUND);
                    RecordSyncResult result = drainer.sync();
                    assertThat(result.errors()).isEmpty();
                    stored.add(drainer.store
                            .add(NewMemory.fact("drainer " + i))
                            .memory()
                            .text()
                            .content());
                }
                turns.release(writers.size());
                for (Future<List<String>> writer : writers) {
                    stored.addAll(writer.get());
                }
                drainer.settle();
                assertThat(drainer.contents()).containsExactlyInAnyOrderElementsOf(stored);
                assertThat(server.contents("ann")).containsExactlyInAnyOrderElementsOf(stored);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Stores and edits until the end; tells what is to be there. */
    private List<String> write(Machine machine, String name, long end) throws InterruptedException {
        List<String> stored = new ArrayList<>();
        for (int i = 0; System.nanoTime() < end; i++) {
            turns.acquire();
            String text = name + " " + i;
            String id = machine.add(text);
            if (i % 3 == 0) {
                text += " edited";
                machine.edit(id, text);
            }
            if (i % 5 == 0) {
                machine.store.delete(id);
            } else {
                stored.add(text);
            }
        }
        return stored;
    }
}
