package dev.holdfast.sync.mirror.run;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The threads of one run. With a size of one all is done by the caller, one thing after the other. */
final class Crew implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final int size;
    private final @Nullable ExecutorService threads;

    Crew(int size) {
        this.size = size;
        this.threads = size == 1
                ? null
                : Executors.newFixedThreadPool(size, work -> {
                    Thread thread = new Thread(work, "mirror-" + NUMBER.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Begins something; with a size of one it is done when this returns. */
    <T> CompletableFuture<T> begin(Callable<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor());
    }

    /**
     * Does all of these, some at once, and returns when none is being done any more. When one throws no more are begun, and
     * what it threw is thrown on.
     *
     * @param hands how many at most are done at once
     */
    <T> void work(Collection<T> tasks, int hands, Consumer<T> work) {
        Queue<T> open = new ConcurrentLinkedQueue<>(tasks);
        AtomicBoolean failed = new AtomicBoolean();
        Runnable hand = () -> {
            boolean well = false;
            try {
                for (T task = open.poll(); task != null && !failed.get(); task = open.poll()) {
                    work.accept(task);
                }
                well = true;
            } finally {
                if (!well) {
                    failed.set(true);
                }
            }
        };
        List<CompletableFuture<Void>> all = IntStream.range(0, Math.min(Math.min(hands, size), tasks.size()))
                .mapToObj(each -> CompletableFuture.runAsync(hand, executor()))
                .toList();
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw unchecked(e);
        }
    }

    /** What was thrown in a thread, to be thrown in another one. An error is thrown at once. */
    static RuntimeException unchecked(CompletionException wrapped) {
        if (wrapped.getCause() instanceof Error error) {
            throw error;
        }
        return wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
    }

    private Executor executor() {
        return threads == null ? Runnable::run : threads;
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
