package dev.holdfast.sync.storage;

import dev.holdfast.sync.event.CancelSignal;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an operation that makes no progress for the given time, and one that is cancelled, however deep it hangs: a dead
 * network mount can't be interrupted, so the work runs on another thread, which is given up on. Progress of a put is the
 * reading of its content, and what {@link PutOptions#alive()} hears; other operations have none.
 *
 * <p>Streams that {@link #open} gave are covered too: each read that waits for longer fails with
 * {@link StorageException.Transient}, and a cancelled one ends. They are read ahead by up to a mebibyte.
 *
 * <p>A put that is cancelled gets a moment to remove what it has begun. Apart from that, an operation given up on may still take effect later, as with a reply that was lost on the way; a stream that it
 * gives then is closed.
 */
public final class StallGuardStorage extends ForwardingStorage {
    private static final Logger LOG = LoggerFactory.getLogger(StallGuardStorage.class);
    private static final Duration CLEANS_UP_WITHIN = Duration.ofSeconds(3);
    private static final AtomicInteger NAMES = new AtomicInteger();
    // Bounded: threads that hang for ever must not pile up while the outbox comes back again and again.
    private static final ThreadPoolExecutor WORKERS =
            new ThreadPoolExecutor(0, 32, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "storage-" + NAMES.incrementAndGet());
                thread.setDaemon(true);
                return thread;
            });

    private final Duration limit;
    private final CancelSignal cancel;

    public StallGuardStorage(StorageClient next, Duration limit, CancelSignal cancel) {
        super(next);
        this.limit = limit;
        this.cancel = cancel;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        return guard(call, new AtomicLong(System.nanoTime()));
    }

    @Override
    public StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        AtomicLong lastProgress = new AtomicLong(System.nanoTime());
        Content watched = () -> watched(content.open(), lastProgress);
        OptionalLong size = content.expectedSize();
        Content sized = size.isPresent() ? Content.sized(size.getAsLong(), watched) : watched;
        PutOptions told = options.alsoTelling(() -> lastProgress.set(System.nanoTime()));
        cancel.throwIfCancelled();
        CountDownLatch ended = new CountDownLatch(1);
        try {
            return guard(() -> endingWith(ended, () -> next().put(key, sized, told)), lastProgress);
        } catch (CancellationException e) {
            letCleanUp(ended);
            throw e;
        }
    }

    private static <T> T endingWith(CountDownLatch ended, Call<T> call) throws StorageException {
        try {
            return call.run();
        } finally {
            ended.countDown();
        }
    }

    /** A process often ends right after it was cancelled: what the put has begun is to be removed before. */
    private static void letCleanUp(CountDownLatch ended) {
        try {
            if (!ended.await(CLEANS_UP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("A cancelled put has not ended yet.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return guardedStream(() -> next().open(key));
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        return guardedStream(() -> next().open(key, offset, length));
    }

    private InputStream guardedStream(Call<InputStream> call) throws StorageException {
        Opening opening = new Opening();
        try {
            InputStream stream = guard(() -> opening.opened(call.run()), new AtomicLong(System.nanoTime()));
            return new ReadAhead(opening.handOver(stream), WORKERS, limit, cancel, this::stalled);
        } finally {
            opening.end();
        }
    }

    private <T> T guard(Call<T> call, AtomicLong lastProgress) throws StorageException {
        cancel.throwIfCancelled();
        Future<T> work;
        try {
            work = WORKERS.submit(call::run);
        } catch (RejectedExecutionException e) {
            throw new StorageException.Transient("The " + describe() + " has not answered for long.", e);
        }
        try {
            return await(work, lastProgress);
        } finally {
            work.cancel(true);
        }
    }

    private <T> T await(Future<T> work, AtomicLong lastProgress) throws StorageException {
        long poll = Math.max(1, Math.min(50, limit.toMillis() / 4));
        while (true) {
            try {
                return work.get(poll, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                cancel.throwIfCancelled();
                if (System.nanoTime() - lastProgress.get() > limit.toNanos()) {
                    throw stalled();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            } catch (ExecutionException e) {
                throw failureOf(e);
            }
        }
    }

    private static StorageException failureOf(ExecutionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof StorageException known) {
            return known;
        }
        if (cause instanceof RuntimeException bug) {
            throw bug;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure);
    }

    private InputStream watched(InputStream content, AtomicLong lastProgress) {
        return new FilterInputStream(content) {
            @Override
            public int read() throws IOException {
                cancel.throwIfCancelled();
                int read = super.read();
                lastProgress.set(System.nanoTime());
                return read;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                cancel.throwIfCancelled();
                int read = super.read(buffer, offset, length);
                lastProgress.set(System.nanoTime());
                return read;
            }
        };
    }

    private StorageException stalled() {
        return new StorageException.Transient("The " + describe() + " made no progress for " + seconds() + " s.", null);
    }

    private String seconds() {
        return limit.toMillis() % 1000 == 0
                ? Long.toString(limit.toSeconds())
                : Double.toString(limit.toMillis() / 1000.0);
    }

    /** Sees to it that a stream that nobody waits for any more is closed. */
    private static final class Opening {
        private @Nullable InputStream kept;
        private boolean ended;

        InputStream opened(InputStream stream) {
            synchronized (this) {
                kept = stream;
                if (!ended) {
                    return stream;
                }
            }
            closeKept();
            return stream;
        }

        synchronized InputStream handOver(InputStream stream) {
            kept = null;
            return stream;
        }

        void end() {
            synchronized (this) {
                ended = true;
                if (kept == null) {
                    return;
                }
            }
            try {
                WORKERS.execute(this::closeKept);
            } catch (RejectedExecutionException e) {
                closeKept();
            }
        }

        private synchronized void closeKept() {
            try {
                if (kept != null) {
                    kept.close();
                }
            } catch (IOException e) {
                LOG.debug("A stream that nobody waits for could not be closed.", e);
            }
        }
    }
}
