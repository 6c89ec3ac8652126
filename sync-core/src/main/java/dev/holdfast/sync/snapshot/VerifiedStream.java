package dev.holdfast.sync.snapshot;

import dev.holdfast.sync.hash.Hashes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/** As many bytes as were hashed. Ends only when they are the ones that were; otherwise in an exception. */
final class VerifiedStream extends FilterInputStream {
    private final MessageDigest digest = Hashes.sha256();
    private final String expected;
    private final Path file;
    private long left;
    private boolean verified;

    VerifiedStream(InputStream in, long size, String expected, Path file) {
        super(in);
        this.left = size;
        this.expected = expected;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = left == 0 ? -1 : super.read(buffer, offset, (int) Math.min(length, left));
        if (read > 0) {
            digest.update(buffer, offset, read);
            left -= read;
        } else if (read < 0 && !verified) {
            if (!Hashes.hex(digest).equals(expected)) {
                throw new ChangedWhileReadException("The file " + file + " changed while it was read.");
            }
            verified = true;
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
