package dev.holdfast.sync.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

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

    /**
     * How many bytes there are likely to be, when that is known. A storage may pick its way of sending by it, and stores
     * whatever comes, also when there turn out to be more or fewer.
     */
    default OptionalLong expectedSize() {
        return OptionalLong.empty();
    }

    /** These bytes. They must not be changed afterwards. */
    static Content of(byte[] bytes) {
        return sized(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /** A file's bytes. One that changes while it is stored may be stored as a mixture; snapshots don't change. */
    static Content of(Path file) throws IOException {
        return sized(Files.size(file), () -> Files.newInputStream(file));
    }

    /** The same content, with a word about its size. */
    static Content sized(long expectedSize, Content content) {
        return new Content() {
            @Override
            public InputStream open() throws IOException {
                return content.open();
            }

            @Override
            public OptionalLong expectedSize() {
                return OptionalLong.of(expectedSize);
            }
        };
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
