package dev.holdfast.sync.memory;

import dev.holdfast.sync.embedding.Embedders;
import dev.holdfast.sync.embedding.EmbeddingException;
import dev.holdfast.sync.event.CancelSignal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds memories by their words and, where an embedder is installed, by what they mean. Vectors are made on a thread of its
 * own after memories have changed; what a question means is waited for no longer than the patience it was made with, and
 * then words alone answer. Thread-safe.
 */
public final class MemoryRecall implements AutoCloseable {
    /** How long a server's recall may wait for what a question means; most of it goes into loading the model, once. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(MemoryRecall.class);

    private final MemoryStore store;
    private final MemoryVectors vectors;
    private final Duration patience;
    private final CancelSignal closing = new CancelSignal();
    private final AtomicBoolean dirty = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private @Nullable ExecutorService asking;
    private @Nullable ExecutorService making;
    private @Nullable Future<?> question;
    private boolean closed;
    private volatile boolean late;

    /**
     * Starts nothing yet.
     *
     * @param store answers by words; whoever made it closes it
     * @param vectors are closed with this
     * @param patience how long what a question means may be waited for
     */
    public MemoryRecall(MemoryStore store, MemoryVectors vectors, Duration patience) {
        this.store = store;
        this.vectors = vectors;
        this.patience = patience;
    }

    /** For a store, with the embedder of its home. */
    public static MemoryRecall of(MemoryStore store, Duration patience) {
        MemoryVectors vectors =
                new MemoryVectors(store.home(), InstantSource.system(), () -> Embedders.find(store.home()));
        return new MemoryRecall(store, vectors, patience);
    }

    /**
     * As {@link MemoryStore#recall}; memories that mean what is asked for are among the answers, and a cursor goes on with the
     * order that its first page had.
     *
     * @throws MemoryException also when what a question means can't be told any more for a later page
     */
    public MemoryPage recall(String question, MemoryFilter filter, Optional<String> cursor, int limit) {
        if (!store.exists()
                || SearchText.words(question).isEmpty()
                || cursor.filter(text -> !FusedRanking.isMark(text)).isPresent()) {
            return store.recall(question, filter, cursor, limit);
        }
        Optional<MemoryVectors.Nearness> near = near(question, FusedRanking.newestVector(cursor));
        changed();
        if (near.isPresent() && (cursor.isPresent() || !near.get().near().isEmpty())) {
            return store.recall(question, filter, near.get(), cursor, limit);
        }
        if (cursor.isPresent()) {
            throw new MemoryException("The next page can't be had now, since what the question means can't be told;"
                    + " leave out the cursor to begin with the first page.");
        }
        return store.recall(question, filter, cursor, limit);
    }

    /** Hears that memories may have changed. Returns at once; vectors are made from now on. */
    public void changed() {
        if (!failed.get() && !vectors.isIdle() && dirty.compareAndSet(false, true)) {
            var unused = makeVectors();
        }
    }

    /** Waits until all memories have their vectors, for so long at most. */
    public void settle(Duration limit) {
        dirty.set(true);
        Future<?> made = makeVectors();
        if (made != null) {
            var unused = result(made, limit);
        }
    }

    private synchronized @Nullable Future<?> makeVectors() {
        if (closed) {
            return null;
        }
        if (making == null) {
            making = thread("holdfast-vectors");
        }
        return making.submit(this::update);
    }

    private void update() {
        if (failed.get() || !dirty.getAndSet(false)) {
            return;
        }
        try {
            vectors.update(closing);
        } catch (CancellationException e) {
            LOG.debug("Vectors are made on by the next process");
        } catch (EmbeddingException | RuntimeException e) {
            fail(e.toString());
        }
    }

    /** Words answer whatever an embedder, which may be of other makers, does. */
    private void fail(String failure) {
        if (!failed.getAndSet(true) && !closing.isCancelled()) {
            LOG.warn("Memories are found by their words alone until Holdfast starts again. {}", failure);
        }
    }

    private Optional<MemoryVectors.Nearness> near(String text, Optional<Long> upTo) {
        Future<Optional<MemoryVectors.Nearness>> asked = ask(text, upTo);
        Optional<MemoryVectors.Nearness> near = asked == null ? null : result(asked, patience);
        return near == null ? Optional.empty() : near;
    }

    /** Nobody waits behind a question that takes too long. */
    private synchronized @Nullable Future<Optional<MemoryVectors.Nearness>> ask(String text, Optional<Long> upTo) {
        if (closed || failed.get() || vectors.isWithout()) {
            return null;
        }
        if (asking == null) {
            asking = thread("holdfast-meaning");
        }
        Future<?> before = question;
        if (before != null && !before.isDone() && late) {
            return null;
        }
        Future<Optional<MemoryVectors.Nearness>> asked = asking.submit(() -> vectors.near(text, upTo));
        question = asked;
        return asked;
    }

    private <T> @Nullable T result(Future<T> future, Duration limit) {
        try {
            T result = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            late = false;
            return result;
        } catch (TimeoutException e) {
            late = true;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            fail(String.valueOf(e.getCause()));
            return null;
        }
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends its threads, without waiting for them; later recalls go by words. */
    @Override
    public synchronized void close() {
        closed = true;
        closing.cancel();
        if (asking != null) {
            asking.shutdown();
        }
        if (making != null) {
            making.shutdown();
        }
        vectors.close();
    }
}
