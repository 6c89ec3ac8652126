package dev.holdfast.sync.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Tells a listener of each operation, whether it went well or not. Opening is told when it has been done; what was then
 * read is told as an operation {@code read} when the stream is closed. Thread-safe if the listener is.
 */
public final class OperationLogStorage extends ForwardingStorage {
    private final OperationLogListener listener;
    private final LongSupplier nanoTime;

    public OperationLogStorage(StorageClient next, OperationLogListener listener) {
        this(next, listener, System::nanoTime);
    }

    /** With a clock of nanoseconds, for tests. */
    public OperationLogStorage(StorageClient next, OperationLogListener listener, LongSupplier nanoTime) {
        super(next);
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
        long start = nanoTime.getAsLong();
        try {
            T result = call.run();
            OptionalLong bytes =
                    result instanceof StoredObject object ? OptionalLong.of(object.size()) : OptionalLong.empty();
            tell(operation, key, bytes, start, Optional.empty());
            return result;
        } catch (StorageException | RuntimeException | Error e) {
            tell(operation, key, OptionalLong.empty(), start, Optional.of(e.getClass()));
            throw e;
        }
    }

    @Override
    public StoredObject move(String from, String to, Precondition precondition) throws StorageException {
        return around("move", from + " -> " + to, () -> next().move(from, to, precondition));
    }

    @Override
    public InputStream open(String key) throws StorageException {
        return new Read(super.open(key), key);
    }

    @Override
    public InputStream open(String key, long offset, long length) throws StorageException {
        return new Read(super.open(key, offset, length), key);
    }

    private void tell(
            String operation,
            String key,
            OptionalLong bytes,
            long start,
            Optional<Class<? extends Throwable>> failure) {
        Duration duration = Duration.ofNanos(nanoTime.getAsLong() - start);
        listener.ended(new OperationLogEntry(operation, key, bytes, duration, failure));
    }

    /** Counts what is read, and remembers what that failed with. */
    private final class Read extends FilterInputStream {
        private final String key;
        private final long start = nanoTime.getAsLong();
        private long bytes;
        private Optional<Class<? extends Throwable>> failure = Optional.empty();
        private boolean closed;

        Read(InputStream in, String key) {
            super(in);
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int read = super.read(buffer, offset, length);
                bytes += Math.max(read, 0);
                return read;
            } catch (IOException | RuntimeException e) {
                failure = Optional.of(e.getClass());
                throw e;
            }
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            bytes += skipped;
            return skipped;
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                tell("read", key, OptionalLong.of(bytes), start, failure);
            }
        }
    }
}
