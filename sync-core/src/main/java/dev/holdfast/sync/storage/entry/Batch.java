package dev.holdfast.sync.storage.entry;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to many things, some at once, and notes which of them failed. It gives up on the rest when a failure is
 * likely to meet everything: one that the storage's retries did not mend, or the thousandth. Closing it ends its threads.
 */
final class Batch implements AutoCloseable {
    private static final int TOO_MANY = 1000;
    private static final int SHARE = 125;

    private final CancelSignal cancel;
    private final @Nullable ExecutorService threads;
    private final Map<String, StorageException> failures = new LinkedHashMap<>();
    private int failed;
    private @Nullable StorageException end;

    Batch(WorkspaceOptions options) {
        this.cancel = options.cancel();
        this.threads = options.atOnce() == 1
                ? null
                : Executors.newFixedThreadPool(options.atOnce(), work -> {
                    Thread thread = new Thread(work, "storage-batch");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Does it to each. Returns when all is done or given up on.
     *
     * @param id whose failure it is
     */
    <T> void each(List<T> things, Function<T, String> id, Work<T> work) {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (T thing : things) {
            tasks.add(() -> attempt(id.apply(thing), () -> work.apply(thing)));
        }
        run(tasks);
    }

    /**
     * Moves many, in shares at once. Where a share fails for a reason that need not meet all of it, each of its keys is
     * moved alone.
     *
     * @param targets for each key the one to move it to
     * @param id whose failure it is
     * @param many moves a share and tells how much of it was there
     * @param one moves one; no effect when it is not there
     * @return how many have moved
     */
    int move(Map<String, String> targets, UnaryOperator<String> id, ManyMoves many, OneMove one) {
        AtomicInteger moved = new AtomicInteger();
        List<Callable<Boolean>> tasks = new ArrayList<>();
        List<String> keys = List.copyOf(targets.keySet());
        for (int from = 0; from < keys.size(); from += SHARE) {
            Map<String, String> some = new LinkedHashMap<>();
            keys.subList(from, Math.min(keys.size(), from + SHARE))
                    .forEach(key -> some.put(key, String.valueOf(targets.get(key))));
            tasks.add(() -> moveShare(some, id, many, one, moved));
        }
        run(tasks);
        return moved.get();
    }

    private boolean moveShare(
            Map<String, String> share, UnaryOperator<String> id, ManyMoves many, OneMove one, AtomicInteger moved) {
        cancel.throwIfCancelled();
        if (isOver()) {
            share.keySet().forEach(key -> giveUp(id.apply(key)));
            return false;
        }
        try {
            moved.addAndGet(many.move(share));
            return true;
        } catch (StorageException.Transient failure) {
            share.keySet().forEach(key -> fail(id.apply(key), failure));
            return false;
        } catch (StorageException failure) {
            share.forEach((from, to) -> attempt(id.apply(from), () -> {
                one.move(from, to);
                moved.incrementAndGet(); // What is not there any more has moved with the share, before it failed.
            }));
            return false;
        }
    }

    /** Does one thing, on this thread, unless the rest was given up on; whether it went well. */
    boolean attempt(String id, Step step) {
        cancel.throwIfCancelled();
        if (isOver()) {
            giveUp(id);
            return false;
        }
        try {
            step.run();
            return true;
        } catch (StorageException failure) {
            fail(id, failure);
            return false;
        }
    }

    synchronized void fail(String id, StorageException failure) {
        failures.putIfAbsent(id, failure);
        failed++;
        if (end == null && (failure instanceof StorageException.Transient || failed >= TOO_MANY)) {
            end = failure;
        }
    }

    /** Whether the rest was given up on. */
    synchronized boolean isOver() {
        return end != null;
    }

    /** Notes for an id that was not done why everything was given up on. */
    synchronized void giveUp(String id) {
        if (end != null) {
            failures.putIfAbsent(id, end);
        }
    }

    synchronized Map<String, StorageException> failures() {
        return Map.copyOf(failures);
    }

    /** Ends the call with the first failure, if there was one. */
    synchronized void throwFirst() throws StorageException {
        for (StorageException first : failures.values()) {
            throw first;
        }
    }

    private void run(List<Callable<Boolean>> tasks) {
        try {
            if (threads == null || tasks.size() == 1) {
                for (Callable<Boolean> task : tasks) {
                    task.call();
                }
            } else {
                for (Future<Boolean> done : threads.invokeAll(tasks)) {
                    done.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } catch (ExecutionException e) {
            throw unchecked(e.getCause());
        } catch (Exception e) {
            throw unchecked(e);
        }
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException bug ? bug : new IllegalStateException(failure);
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdownNow();
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws StorageException;
    }

    /** Moves many. */
    @FunctionalInterface
    interface ManyMoves {
        int move(Map<String, String> targets) throws StorageException;
    }

    /** Moves one. */
    @FunctionalInterface
    interface OneMove {
        void move(String from, String to) throws StorageException;
    }

    /** Something done to one thing. */
    @FunctionalInterface
    interface Work<T> {
        void apply(T thing) throws StorageException;
    }
}
