package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Listing;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An operation below a prefix of its own.
 *
 * @param before which objects there are before it
 * @param after which objects there are when it is done
 * @param leftOver whether somebody has left an unfinished upload there before it, which is gone when it is done
 * @param action does it, and checks what it gives
 */
record FaultWork(Map<String, byte[]> before, Map<String, byte[]> after, boolean leftOver, Action action) {
    /** So that what was begun in this second is idle, too. */
    private static final Duration AT_ONCE = Duration.ofDays(-1);

    static final byte[] OLD = bytes(1, 48 << 10);
    static final byte[] NEW = bytes(2, 64 << 10);
    static final byte[] IN_PARTS = bytes(3, (5 << 20) + (64 << 10));

    static final PutOptions REPLACE = PutOptions.DEFAULT;
    static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);
    private static final int PARTS_FROM = 1 << 20;

    private FaultWork(Map<String, byte[]> before, Map<String, byte[]> after, Action action) {
        this(before, after, false, action);
    }

    /** Whether it changes nothing, so that others can go on with what it began with. */
    boolean isReading() {
        return before == after && !leftOver;
    }

    /** Puts the objects there that it begins with. */
    void prepare(StorageClient storage) throws StorageException {
        for (Map.Entry<String, byte[]> object : before.entrySet()) {
            put(storage, object.getKey(), object.getValue(), REPLACE);
        }
    }

    /**
     * Does it.
     *
     * @param waits the waits before retries so far
     */
    FaultOutcome run(StorageClient storage, List<Duration> waits) {
        try {
            action.run(storage);
            return waits.isEmpty() ? FaultOutcome.UNHARMED : FaultOutcome.RECOVERED;
        } catch (StorageException e) {
            assertThat(e.sentence()).endsWith(".").doesNotContain("Exception");
            return FaultOutcome.of(e);
        } catch (WrongAnswer e) {
            return FaultOutcome.UNNOTICED;
        }
    }

    /** Whether these objects are those that it begins with. */
    boolean isBefore(Map<String, byte[]> now) {
        return now.keySet().equals(before.keySet())
                && now.entrySet().stream()
                        .allMatch(object -> Arrays.equals(object.getValue(), before.get(object.getKey())));
    }

    void requireBefore(Map<String, byte[]> now) {
        assertThat(isBefore(now)).as("all is as it was, with " + now.keySet()).isTrue();
    }

    void requireAfter(Map<String, byte[]> now) {
        assertThat(now.keySet()).isEqualTo(after.keySet());
        after.forEach((key, bytes) -> assertThat(now.get(key)).as(key).isEqualTo(bytes));
    }

    /** Every object is as it was or as it was to be, and what had to be there all the time is there. */
    void requireOldOrNew(Map<String, byte[]> now) {
        Set<String> keys = new TreeSet<>(now.keySet());
        keys.addAll(before.keySet());
        keys.addAll(after.keySet());
        for (String key : keys) {
            assertThat(Arrays.equals(now.get(key), before.get(key)) || Arrays.equals(now.get(key), after.get(key)))
                    .as(key + " is old or new")
                    .isTrue();
        }
        for (byte[] kept : before.values()) {
            assertThat(!holds(after, kept) || holds(now, kept))
                    .as("what is moved is somewhere")
                    .isTrue();
        }
    }

    private static boolean holds(Map<String, byte[]> objects, byte[] content) {
        return objects.values().stream().anyMatch(other -> Arrays.equals(other, content));
    }

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The storage gave other than what is there, and did not say so. */
    static final class WrongAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One operation of a storage. */
    @FunctionalInterface
    interface Action {
        void run(StorageClient storage) throws StorageException;
    }

    static void put(StorageClient storage, String key, byte[] bytes, PutOptions options) throws StorageException {
        StoredObject stored = storage.put(key, Content.of(bytes), options.withMultipartThreshold(PARTS_FROM));
        assertThat(stored.size()).isEqualTo(bytes.length);
    }

    static FaultWork replace(String at) {
        String key = at + "a";
        return new FaultWork(Map.of(key, OLD), Map.of(key, NEW), storage -> put(storage, key, NEW, REPLACE));
    }

    static FaultWork create(String at) {
        String key = at + "a";
        return new FaultWork(Map.of(), Map.of(key, NEW), storage -> put(storage, key, NEW, CREATE));
    }

    static FaultWork createInParts(String at) {
        String key = at + "a";
        return new FaultWork(Map.of(), Map.of(key, IN_PARTS), storage -> put(storage, key, IN_PARTS, CREATE));
    }

    static FaultWork open(String at) {
        return open(at, NEW);
    }

    static FaultWork openInParts(String at) {
        return open(at, IN_PARTS);
    }

    private static FaultWork open(String at, byte[] bytes) {
        Map<String, byte[]> objects = Map.of(at + "a", bytes);
        return new FaultWork(objects, objects, storage -> {
            if (!Arrays.equals(read(storage, at + "a"), bytes)) {
                throw new WrongAnswer();
            }
        });
    }

    static FaultWork stat(String at) {
        Map<String, byte[]> objects = Map.of(at + "a", NEW);
        return new FaultWork(
                objects,
                objects,
                storage -> assertThat(storage.stat(at + "a"))
                        .hasValueSatisfying(found -> assertThat(found.size()).isEqualTo(NEW.length)));
    }

    static FaultWork list(String at) {
        Map<String, byte[]> objects = Map.of(at + "a", OLD, at + "b", OLD, at + "c", OLD);
        return new FaultWork(objects, objects, storage -> {
            if (!keys(storage, at).equals(List.of(at + "a", at + "b", at + "c"))) {
                throw new WrongAnswer();
            }
        });
    }

    static FaultWork delete(String at) {
        return new FaultWork(
                Map.of(at + "a", OLD, at + "b", OLD), Map.of(at + "b", OLD), storage -> storage.delete(at + "a"));
    }

    static FaultWork deleteAll(String at) {
        return new FaultWork(
                Map.of(at + "a", OLD, at + "b", OLD, at + "c", OLD),
                Map.of(at + "b", OLD),
                storage -> storage.deleteAll(List.of(at + "a", at + "c")));
    }

    static FaultWork move(String at) {
        return move(at, Precondition.NONE);
    }

    static FaultWork moveToFree(String at) {
        return move(at, Precondition.ABSENT);
    }

    private static FaultWork move(String at, Precondition precondition) {
        return new FaultWork(
                Map.of(at + "a", NEW),
                Map.of(at + "b", NEW),
                storage -> assertThat(
                                storage.move(at + "a", at + "b", precondition).size())
                        .isEqualTo(NEW.length));
    }

    static FaultWork moveAll(String at) {
        return new FaultWork(
                Map.of(at + "a", OLD, at + "b", NEW),
                Map.of(at + "c", OLD, at + "d", NEW),
                storage -> storage.moveAll(Map.of(at + "a", at + "c", at + "b", at + "d"), Precondition.NONE));
    }

    static FaultWork sweepAway(String at) {
        Map<String, byte[]> objects = Map.of(at + "a", OLD);
        return new FaultWork(objects, objects, true, storage -> sweep(storage, at));
    }

    /** Removes all unfinished uploads. */
    static void sweep(StorageClient storage, String at) throws StorageException {
        storage.sweep(at, AT_ONCE);
    }

    static List<String> keys(StorageClient storage, String at) throws StorageException {
        List<String> keys = new ArrayList<>();
        Listing.objects(storage, at, Depth.ALL, object -> keys.add(object.key()));
        return keys;
    }

    /** What is there. */
    static Map<String, byte[]> objects(StorageClient storage, String at) throws StorageException {
        Map<String, byte[]> objects = new TreeMap<>();
        for (String key : keys(storage, at)) {
            objects.put(key, read(storage, key));
        }
        return objects;
    }

    static byte[] read(StorageClient storage, String key) throws StorageException {
        try (InputStream in = storage.open(key)) {
            return in.readAllBytes();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("a storage's stream fails with its own errors", e);
        }
    }
}
