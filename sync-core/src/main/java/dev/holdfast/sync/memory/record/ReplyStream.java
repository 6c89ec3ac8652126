package dev.holdfast.sync.memory.record;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a reply as a stream that ends at a deadline, however the server feeds it. No more is taken from the connection
 * than is read. Read by one thread; {@link #close} may come from any and ends a read that waits.
 */
final class ReplyStream extends InputStream implements BodySubscriber<ReplyStream> {
    private record Piece(
            List<ByteBuffer> buffers,
            boolean last,
            @Nullable Throwable failure) {}

    private static final Piece END = new Piece(List.of(), true, null);
    private static final Flow.Subscription CLOSED = new Flow.Subscription() {
        @Override
        public void request(long count) {
            // What is closed asks for nothing.
        }

        @Override
        public void cancel() {
            // It is.
        }
    };

    private final Deadline deadline;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final Deque<ByteBuffer> current = new ArrayDeque<>();
    private boolean ended;

    ReplyStream(Deadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public CompletionStage<ReplyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription source) {
        if (subscription.compareAndSet(null, source)) {
            source.request(1);
        } else {
            source.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        pieces.add(new Piece(buffers, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        subscription.set(CLOSED);
        pieces.add(END);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Reads as {@link InputStream} does.
     *
     * @throws HttpTimeoutException when the deadline is past
     */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = next();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    private @Nullable ByteBuffer next() throws IOException {
        while (true) {
            ByteBuffer first = current.peek();
            if (first != null && first.hasRemaining()) {
                return first;
            }
            if (first != null) {
                current.remove();
            } else if (ended) {
                return null;
            } else {
                take(await());
            }
        }
    }

    private Piece await() throws IOException {
        try {
            long left = deadline.left();
            Piece piece = left > 0 ? pieces.poll(left, TimeUnit.NANOSECONDS) : null;
            if (piece == null) {
                throw new HttpTimeoutException("the reply did not end in time");
            }
            return piece;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void take(Piece piece) throws IOException {
        Throwable failure = piece.failure();
        if (failure != null) {
            throw new IOException("the reply broke off", failure);
        }
        ended = piece.last();
        current.addAll(piece.buffers());
        deadline.flowed(
                piece.buffers().stream().mapToLong(ByteBuffer::remaining).sum());
        Flow.Subscription source = subscription.get();
        if (!ended && source != null) {
            source.request(1);
        }
    }

    /** Leaves the rest unread, and ends the connection if there is one. */
    @Override
    public void close() {
        Flow.Subscription source = subscription.getAndSet(CLOSED);
        if (source != null) {
            source.cancel();
        }
        pieces.add(new Piece(List.of(), true, new IOException("closed")));
    }
}
