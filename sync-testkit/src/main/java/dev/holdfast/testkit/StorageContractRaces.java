package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads at once: torn objects, moves that are watched, puts that stand still, listings under change. */
abstract class StorageContractRaces extends StorageContractWinners {
    private static final int SHARED_SIZE = 100_000;

    @Test
    void anObjectIsNeverTornBetweenWritersAndReaders() throws Exception {
        storage.put("shared", Content.of(filled(0, 0)), PutOptions.DEFAULT);
        CountDownLatch writers = new CountDownLatch(3);
        List<Integer> whole =
                together(6, thread -> thread < 3 ? () -> writeMany(thread, writers) : () -> readMany(writers));
        assertThat(whole).allSatisfy(count -> assertThat(count).isPositive());
        assertThat(isWhole(readBytes("shared"))).isTrue();
        assertThat(allKeys()).containsExactly("shared");
    }

    private int writeMany(int writer, CountDownLatch done) throws StorageException {
        try {
            for (int round = 1; round <= ROUNDS; round++) {
                storage.put("shared", Content.of(filled(writer, round)), PutOptions.DEFAULT);
            }
            return ROUNDS;
        } finally {
            done.countDown();
        }
    }

    private int readMany(CountDownLatch writers) throws IOException {
        int whole = 0;
        do {
            byte[] content;
            try {
                content = readBytes("shared");
            } catch (StorageException e) {
                continue; // The contract lets a reader of a replaced object fail.
            }
            assertThat(isWhole(content)).isTrue();
            whole++;
        } while (writers.getCount() > 0 || whole == 0);
        return whole;
    }

    /** Its size tells its bytes. */
    private static byte[] filled(int writer, int round) {
        byte[] content = new byte[SHARED_SIZE + 10 * round + writer];
        Arrays.fill(content, (byte) (10 * round + writer));
        return content;
    }

    private static boolean isWhole(byte[] content) {
        byte expected = (byte) (content.length - SHARED_SIZE);
        return IntStream.range(0, content.length).allMatch(index -> content[index] == expected);
    }

    @Test
    void manyWritersIntoOneNewFolderAllArrive() throws Exception {
        together(MANY, writer -> () -> {
            putAll("new/folder/" + writer, "new/" + writer + "/file");
            return true;
        });
        assertThat(allKeys()).hasSize(2 * MANY);
        assertThat(folders("new/")).hasSize(MANY + 1);
    }

    @Test
    void writersAndDeletersOfOneKeyLeaveItWholeOrGone() throws Exception {
        List<Integer> done = together(4, thread -> () -> writeOrDelete(thread % 2 == 0));
        assertThat(done).allSatisfy(count -> assertThat(count).isPositive());
        if (storage.stat("a/k").isPresent()) {
            assertThat(read("a/k")).isEqualTo("whole");
        }
        put("a/k", "last");
        assertThat(allKeys()).containsExactly("a/k");
    }

    /** How many were done. */
    private int writeOrDelete(boolean writing) throws IOException {
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            try {
                if (writing) {
                    put("a/k", "whole");
                } else {
                    storage.delete("a/k");
                }
                done++;
            } catch (StorageException.Transient e) {
                if (!deletionsMayFailWrites()) {
                    throw e;
                }
            }
        }
        return done;
    }

    /** To the storage it is as if its process had died; but it goes on. */
    @Test
    void aPutThatStandsStillIsNotSeenAndIsDoneWholeOrNotAtAllAfterASweep() throws Exception {
        put("p/k", "old");
        int size = 2 * partSize() + 1;
        CountDownLatch stalled = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<StoredObject> slow = threads.submit(
                () -> storage.put("p/k", () -> new OddStreams.Stalling(size, stalled, release), inParts()));
        stalled.await();
        assertThat(read("p/k")).isEqualTo("old");
        assertThat(allKeys()).containsExactly("p/k");
        boolean swept = storage.sweep("p/", Duration.ZERO) > 0;
        release.countDown();
        if (failed(slow)) {
            assertThat(swept).isTrue();
            assertThat(read("p/k")).isEqualTo("old");
        } else {
            assertThat(readBytes("p/k")).isEqualTo(new byte[size]);
        }
        assertThat(allKeys()).containsExactly("p/k");
    }

    /** Behind a decorator that retries it need not fail. */
    private static boolean failed(Future<StoredObject> put) throws InterruptedException {
        try {
            put.get();
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(StorageException.class);
            return true;
        }
    }

    @Test
    void anObjectThatMovesIsNeverNowhere() throws Exception {
        boolean atomic = can(Capability.ATOMIC_RENAME);
        for (int round = 0; round < ROUNDS; round++) {
            String from = "from/" + round;
            String to = "to/" + round;
            storage.put(from, Content.of(bytes(SHARED_SIZE)), PutOptions.DEFAULT);
            Future<StoredObject> mover = threads.submit(() -> storage.move(from, to, Precondition.NONE));
            do {
                assertOneOfTwo(from, to, atomic);
            } while (!mover.isDone());
            assertThat(mover.get().key()).isEqualTo(to);
            assertOneOfTwo(from, to, true);
            assertThat(readBytes(to)).isEqualTo(bytes(SHARED_SIZE));
        }
    }

    /** The order of the looks matters: what left the one before must be seen at the other after. */
    private void assertOneOfTwo(String from, String to, boolean atomic) throws StorageException {
        if (storage.stat(from).isEmpty()) {
            assertThat(storage.stat(to)).as("moved, and not there").isPresent();
        }
        if (atomic && storage.stat(to).isPresent()) {
            assertThat(storage.stat(from)).as("at both keys").isEmpty();
        }
    }

    @Test
    void whatStaysIsListedOnceUnderConcurrentChange() throws Exception {
        List<String> staying = IntStream.range(10, 22).mapToObj(n -> "s/" + n).toList();
        putAll(staying.toArray(String[]::new));
        settle();
        AtomicBoolean listed = new AtomicBoolean();
        List<Integer> walks =
                together(3, thread -> thread == 0 ? () -> walk(staying, listed) : () -> churn(thread, listed));
        assertThat(walks).allSatisfy(count -> assertThat(count).isPositive());
        assertThat(allKeys()).containsAll(staying);
    }

    private int walk(List<String> staying, AtomicBoolean listed) throws StorageException {
        try {
            for (int walk = 0; walk < ROUNDS; walk++) {
                List<String> names = Pages.names(storage, "s/", Depth.ALL, 3 + walk);
                assertThat(names).doesNotHaveDuplicates().containsAll(staying);
                assertThat(names).allMatch(name -> staying.contains(name) || name.contains("-by-"));
            }
            return ROUNDS;
        } finally {
            listed.set(true);
        }
    }

    private int churn(int thread, AtomicBoolean listed) throws StorageException {
        int changes = 0;
        do {
            String key = "s/" + (9 + changes % 14) + "-by-" + thread;
            put(key, "x");
            storage.delete(key);
            changes++;
        } while (!listed.get());
        return changes;
    }
}
