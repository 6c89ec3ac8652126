package dev.holdfast.sync.storage.local;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The first bytes of a file's stream; failures show as storage failures. */
final class BoundedStream extends FilterInputStream {
    private final Path file;
    private final Path root;
    private long left;

    BoundedStream(InputStream in, long length, Path file, Path root) {
        super(in);
        this.left = length;
        this.file = file;
        this.root = root;
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
        if (left <= 0) {
            return -1;
        }
        try {
            int read = super.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        } catch (IOException e) {
            throw LocalErrors.translate(e, file, root);
        }
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
