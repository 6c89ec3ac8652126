package dev.holdfast.sync.snapshot;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Ends only when what was read is what had been hashed; otherwise in an exception. */
final class VerifiedStream extends FilterInputStream {
    private final MessageDigest digest = Hashes.sha256();
    private final String expected;
    private final Path file;
    private boolean verified;

    VerifiedStream(InputStream in, String expected, Path file) {
        super(in);
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
        int read = super.read(buffer, offset, length);
        if (read > 0) {
            digest.update(buffer, offset, read);
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
    public boolean markSupported() {
        return false;
    }
}
