package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The bytes of an object on their way here. It ends where the service said it would, or fails: the JDK's HTTP client
 * takes a connection that breaks for the end. Closing it early lets go of the connection without reading on.
 */
final class ObjectStream extends InputStream {
    private final Bucket bucket;
    private final String key;
    private final ResponseInputStream<?> in;
    private final long size;
    private final Optional<String> sha256;
    private final @Nullable MessageDigest digest;
    private long count;
    private boolean closed;

    /**
     * Gives an object's bytes.
     *
     * @param size how many there will be
     * @param sha256 their hash, when it is known
     */
    ObjectStream(Bucket bucket, String key, ResponseInputStream<?> in, long size, Optional<String> sha256) {
        this.bucket = bucket;
        this.key = key;
        this.in = in;
        this.size = size;
        this.sha256 = sha256;
        this.digest = sha256.isPresent() ? Hashes.sha256() : null;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (closed) {
            throw new IOException("The stream is closed.");
        }
        if (length == 0) {
            return 0;
        }
        if (count == size) {
            return -1;
        }
        int read = receive(buffer, offset, (int) Math.min(length, size - count));
        count += read;
        if (digest != null) {
            digest.update(buffer, offset, read);
            if (count == size) {
                requireSame(HexFormat.of().formatHex(digest.digest()));
            }
        }
        return read;
    }

    private int receive(byte[] buffer, int offset, int length) throws StorageException {
        int read;
        try {
            read = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw bucket.failure(new UncheckedIOException(e), key);
        } catch (SdkException e) {
            throw bucket.failure(e, key);
        }
        if (read < 0) {
            throw new StorageException.Transient(
                    "Reading the object " + key + " from the " + bucket.describe() + " was cut short.", null);
        }
        return read;
    }

    private void requireSame(String found) throws StorageException {
        if (sha256.filter(found::equals).isEmpty()) {
            throw new StorageException.Corrupt(
                    "The object " + key + " in the " + bucket.describe() + " is not what was stored there.", null);
        }
    }

    @Override
    public int available() throws IOException {
        return closed ? 0 : (int) Math.min(in.available(), size - count);
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (count == size) {
            // Lets the connection be used again.
            in.close();
        } else {
            in.abort();
        }
    }
}
