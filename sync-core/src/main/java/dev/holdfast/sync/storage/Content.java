package dev.holdfast.sync.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes to be stored, of any length, not known beforehand. It can be opened any number of times and gives the same bytes
 * each time, so that a failed put can be tried again.
 *
 * <p>A caller cancels a put through its content: reading throws
 * {@link java.util.concurrent.CancellationException}, which the storage lets through, leaving nothing behind.
 */
@FunctionalInterface
public interface Content {
    /** A fresh stream from the first byte; the storage closes it. */
    InputStream open() throws IOException;

    /** These bytes. They must not be changed afterwards. */
    static Content of(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    /**
     * Opens the content so that any failure to read it shows as {@link StorageException.Unreadable}: backends read
     * through this to keep the source's failures apart from their own.
     */
    default InputStream openGuarded() throws StorageException {
        try {
            return new GuardedContentStream(open());
        } catch (IOException e) {
            throw GuardedContentStream.unreadable(e);
        }
    }
}
