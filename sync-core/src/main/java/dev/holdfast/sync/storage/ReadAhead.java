package dev.holdfast.sync.storage;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream that is read on another thread, a few pieces ahead, so that whoever wants its bytes can stop waiting for them.
 * A thread is busy with it only while there is room for more. At its end the stream is closed of itself. One thread
 * reads; any may close.
 */
final class ReadAhead extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private final InputStream in;
    private final Executor workers;
    private final Duration limit;
    private final CancelSignal cancel;
    private final Supplier<StorageException> stalled;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Pieces pieces = new Pieces();
    private @Nullable Throwable failure;
    private long lastProgress;
    private boolean working;
    private boolean drained;
    private boolean ended;
    private boolean inClosed;
    private boolean closed;
    private boolean givenUp;

    /**
     * Takes over a stream.
     *
     * @param stalled makes what is thrown when nothing came for the limit
     */
    ReadAhead(
            InputStream in, Executor workers, Duration limit, CancelSignal cancel, Supplier<StorageException> stalled) {
        this.in = in;
        this.workers = workers;
        this.limit = limit;
        this.cancel = cancel;
        this.stalled = stalled;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        stopIfCancelled();
        if (length == 0) {
            return 0;
        }
        return pieces.available() > 0 || awaitMore() ? pieces.take(buffer, offset, length) : -1;
    }

    /** Waits until there is something to take; false at the end. */
    private boolean awaitMore() throws IOException {
        lock.lock();
        try {
            lastProgress = System.nanoTime();
            while (!pieces.next()) {
                throwFailure();
                if (ended) {
                    return false;
                }
                startWork();
                changed.await(pollMillis(), TimeUnit.MILLISECONDS);
                stopIfCancelled();
                if (isOverdue()) {
                    givenUp = true;
                    throw stalled.get();
                }
            }
            if (pieces.hasMuchRoom() && !ended && failure == null) {
                startWork();
            }
            return true;
        } catch (InterruptedException e) {
            givenUp = true;
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            lock.unlock();
        }
    }

    private long pollMillis() {
        return Math.max(1, Math.min(50, limit.toMillis() / 4));
    }

    private boolean isOverdue() {
        return System.nanoTime() - lastProgress > limit.toNanos();
    }

    private void stopIfCancelled() {
        if (cancel.isCancelled()) {
            lock.lock();
            try {
                givenUp = true;
            } finally {
                lock.unlock();
            }
            cancel.throwIfCancelled();
        }
    }

    private void throwFailure() throws IOException {
        if (closed) {
            throw new IOException("The stream is closed.");
        }
        if (failure instanceof IOException known) {
            throw known;
        }
        if (failure instanceof RuntimeException bug) {
            throw bug;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private void startWork() {
        if (!working) {
            working = true;
            try {
                workers.execute(this::work);
            } catch (RejectedExecutionException e) {
                working = false; // All are busy: whoever waits asks again, until the time is up.
            }
        }
    }

    private void work() {
        Throwable problem = null;
        try {
            fill();
        } catch (Throwable e) {
            problem = e;
        }
        while (!rest(problem)) {
            problem = closeIn(problem);
        }
    }

    private void fill() throws IOException {
        for (Pieces.Piece piece = pieceWithRoom(); piece != null; piece = pieceWithRoom()) {
            int read = in.read(piece.bytes(), piece.written(), piece.room());
            lock.lock();
            try {
                lastProgress = System.nanoTime();
                drained = read < 0;
                piece.wrote(Math.max(read, 0));
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Pieces.@Nullable Piece pieceWithRoom() {
        lock.lock();
        try {
            return closed || drained ? null : pieces.withRoom();
        } finally {
            lock.unlock();
        }
    }

    /** Leaves off for now; false when the stream has to be closed before. */
    private boolean rest(@Nullable Throwable problem) {
        lock.lock();
        try {
            if ((closed || drained || problem != null) && !inClosed) {
                inClosed = true;
                return false;
            }
            if (problem != null && (closed || givenUp)) {
                LOG.debug("A stream that nobody reads any more failed.", problem);
            }
            failure = problem;
            ended = drained;
            working = false;
            lastProgress = System.nanoTime();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Throwable closeIn(@Nullable Throwable problem) {
        try {
            in.close();
            return problem;
        } catch (IOException | RuntimeException e) {
            return problem == null ? e : problem;
        }
    }

    /** Waits until the stream is closed, unless reading was given up on: then it is closed as soon as it lets go. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            pieces.clear();
            lastProgress = System.nanoTime();
            startClosing();
            while ((working || !inClosed) && !givenUp && !cancel.isCancelled() && !isOverdue()) {
                changed.await(pollMillis(), TimeUnit.MILLISECONDS);
                startClosing();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void startClosing() {
        if (!inClosed) {
            startWork();
        }
    }
}
