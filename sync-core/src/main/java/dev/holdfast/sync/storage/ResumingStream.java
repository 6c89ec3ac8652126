package dev.holdfast.sync.storage;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An object's bytes, which go on where they were when a read fails with {@link StorageException.Transient}, waiting as the
 * policy says. A try that got any further does not count against the next ones. {@link RetryingStorage} covers opening;
 * this is its counterpart for the stream.
 *
 * <p>Only for callers that check the bytes by a hash: an object that is replaced meanwhile gives a mixture. Not
 * thread-safe. Reads end in a {@link StorageException} or a {@link java.util.concurrent.CancellationException}.
 */
public final class ResumingStream extends InputStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResumingStream.class);

    private final StorageClient storage;
    private final String key;
    private final RetryPolicy policy;
    private final Pause pause;
    private final CancelSignal cancel;
    private InputStream current;
    private long position;
    private int failures;

    /** Opens the object. */
    public ResumingStream(StorageClient storage, String key, RetryPolicy policy, Pause pause, CancelSignal cancel)
            throws StorageException {
        this.storage = storage;
        this.key = key;
        this.policy = policy;
        this.pause = pause;
        this.cancel = cancel;
        this.current = storage.open(key);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (true) {
            cancel.throwIfCancelled();
            try {
                int read = current.read(buffer, offset, length);
                if (read > 0) {
                    position += read;
                    failures = 0;
                }
                return read;
            } catch (StorageException.Transient e) {
                reopen(e);
            } catch (StorageException e) {
                throw e;
            } catch (IOException e) {
                reopen(new StorageException.Transient(
                        "Reading " + key + " from the " + storage.describe() + " was cut short.", e));
            }
        }
    }

    private void reopen(StorageException.Transient failure) throws IOException {
        failures++;
        if (failures > policy.maxRetries()) {
            throw failure;
        }
        Duration wait = policy.wait(failures, ThreadLocalRandom.current().nextDouble());
        LOG.warn("Reading {} goes on at byte {} in {} ms: {}", key, position, wait.toMillis(), failure.getMessage());
        closeQuietly();
        pause.pause(wait, cancel);
        current = storage.open(key, position, Long.MAX_VALUE - position);
    }

    /** What has failed to be read may fail to be closed as well, which tells nothing new. */
    private void closeQuietly() {
        try {
            current.close();
        } catch (IOException e) {
            LOG.debug("A stream that failed could not be closed.", e);
        }
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
