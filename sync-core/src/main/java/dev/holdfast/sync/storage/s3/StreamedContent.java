package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Content that is sent in one request without being held: it was read once for its hashes, and is opened again to be
 * sent. Not thread-safe.
 */
final class StreamedContent implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final Content content;
    private final PutOptions options;
    private final long size;
    private final byte[] md5;
    private final byte[] sha256;
    private final List<InputStream> opened = new ArrayList<>();
    private long told;
    private @Nullable StorageException unreadable;
    private @Nullable CancellationException cancelled;

    private StreamedContent(Content content, PutOptions options, long size, byte[] md5, byte[] sha256) {
        this.content = content;
        this.options = options;
        this.size = size;
        this.md5 = md5;
        this.sha256 = sha256;
    }

    /** Reads all of it, up to the multipart threshold: more than that is not for one request. */
    static StreamedContent measure(Content content, PutOptions options) throws StorageException {
        MessageDigest md5 = Digests.md5();
        MessageDigest sha256 = Hashes.sha256();
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        try (InputStream in = content.openGuarded()) {
            for (int read = in.read(buffer); read >= 0 && size < options.multipartThreshold(); read = in.read(buffer)) {
                md5.update(buffer, 0, read);
                sha256.update(buffer, 0, read);
                size += read;
            }
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(e);
        }
        return new StreamedContent(content, options, size, md5.digest(), sha256.digest());
    }

    private static StorageException unreadable(IOException cause) {
        return cause instanceof StorageException known
                ? known
                : new StorageException.Unreadable("The content to be stored could not be read.", cause);
    }

    long size() {
        return size;
    }

    byte[] md5() {
        return md5;
    }

    byte[] sha256() {
        return sha256;
    }

    RequestBody body() {
        return RequestBody.fromContentProvider(this::open, size, "application/octet-stream");
    }

    /** What was wrong with the content itself, if anything was; the request's own failure then only follows from it. */
    Optional<StorageException> failure() {
        if (cancelled != null) {
            throw cancelled;
        }
        return Optional.ofNullable(unreadable);
    }

    /** Says that all of it has arrived. */
    void finish() {
        tell(size);
    }

    private InputStream open() {
        try {
            InputStream in = new Counted(content.openGuarded());
            opened.add(in);
            return in;
        } catch (StorageException e) {
            unreadable = e;
            throw new UncheckedIOException(e);
        } catch (CancellationException e) {
            cancelled = e;
            throw e;
        }
    }

    private void tell(long bytes) {
        if (bytes > told || (bytes == 0 && size == 0)) {
            told = bytes;
            options.progress().accept(bytes);
        }
    }

    @Override
    public void close() throws StorageException {
        for (InputStream in : opened) {
            try {
                in.close();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    /** Remembers why the content could not be read: the SDK wraps what it meets. */
    private final class Counted extends FilterInputStream {
        private long count;

        private Counted(InputStream in) {
            super(in);
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
                count += Math.max(read, 0);
                if (read < 0 && count < size) {
                    throw new IOException("The content is shorter than when it was read before.");
                }
                if (count - told >= options.partSize()) {
                    tell(count);
                }
                return read;
            } catch (IOException e) {
                unreadable = unreadable(e);
                throw unreadable;
            } catch (CancellationException e) {
                cancelled = e;
                throw e;
            }
        }
    }
}
