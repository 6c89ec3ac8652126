package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Races for one key: of many threads that may not all succeed, one does. */
abstract class StorageContractWinners extends StorageContractNames {
    static final int MANY = 8;
    static final int ROUNDS = 4;

    final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void createOnlyHasOneWinnerAmongMany() throws Exception {
        if (!can(Capability.CREATE_ONLY)) {
            return; // Refused, which has a test of its own.
        }
        for (int round = 0; round < ROUNDS; round++) {
            String key = "race/" + round;
            List<Boolean> won =
                    together(MANY, writer -> () -> wins(() -> storage.put(key, text("by " + writer), CREATE)));
            assertThat(won).containsOnlyOnce(true);
            assertThat(read(key)).isEqualTo("by " + won.indexOf(true));
        }
    }

    @Test
    void aConditionalReplacementHasOneWinnerAmongMany() throws Exception {
        if (!can(Capability.CONDITIONAL_REPLACE)) {
            return;
        }
        for (int round = 0; round < ROUNDS; round++) {
            PutOptions onThis = PutOptions.DEFAULT.with(
                    Precondition.matches(put("k", "round " + round).version()));
            List<Boolean> won =
                    together(MANY, writer -> () -> wins(() -> storage.put("k", text("by " + writer), onThis)));
            assertThat(won).containsOnlyOnce(true);
            assertThat(read("k")).isEqualTo("by " + won.indexOf(true));
        }
    }

    @Test
    void aMoveToAKeyThatMustBeFreeHasOneWinnerAmongMany() throws Exception {
        if (!can(Capability.CREATE_ONLY)) {
            return;
        }
        for (int mover = 0; mover < MANY; mover++) {
            put("from/" + mover, "by " + mover);
        }
        List<Boolean> won =
                together(MANY, mover -> () -> wins(() -> storage.move("from/" + mover, "to", Precondition.ABSENT)));
        assertThat(won).containsOnlyOnce(true);
        assertThat(read("to")).isEqualTo("by " + won.indexOf(true));
        assertThat(allKeys()).hasSize(MANY).doesNotContain("from/" + won.indexOf(true));
    }

    @Test
    void anObjectIsMovedByOneAmongManyWhereMovesAreAtomic() throws Exception {
        if (!can(Capability.ATOMIC_RENAME)) {
            return;
        }
        put("from", "content");
        List<Boolean> won =
                together(MANY, mover -> () -> wins(() -> storage.move("from", "to/" + mover, Precondition.NONE)));
        assertThat(won).containsOnlyOnce(true);
        assertThat(allKeys()).containsExactly("to/" + won.indexOf(true));
    }

    private static boolean wins(Callable<StoredObject> operation) throws Exception {
        try {
            operation.call();
            return true;
        } catch (StorageException.PreconditionFailed | StorageException.NotFound e) {
            return false;
        }
    }

    /** Runs all at the same time and gives their results in order; the first failure fails the test. */
    final <T> List<T> together(int count, IntFunction<Callable<T>> task) throws Exception {
        CountDownLatch ready = new CountDownLatch(count);
        List<Future<T>> running = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            Callable<T> work = task.apply(number);
            running.add(threads.submit(() -> {
                ready.countDown();
                ready.await();
                return work.call();
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : running) {
            results.add(future.get());
        }
        return results;
    }
}
