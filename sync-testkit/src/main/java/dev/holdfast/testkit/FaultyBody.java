package dev.holdfast.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Gives the first bytes of a stream; where it would go on, a fault strikes. */
final class FaultyBody extends FilterInputStream {
    /** What happens there: fails, or returns to have the stream end. */
    @FunctionalInterface
    interface Strike {
        void now() throws IOException;
    }

    private final Strike strike;
    private long left;
    private boolean cut;

    FaultyBody(InputStream in, long bytes, Strike strike) {
        super(in);
        this.left = bytes;
        this.strike = strike;
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
        if (left > 0) {
            int read = super.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }
        if (!cut && super.read() >= 0) {
            cut = true;
            strike.now();
        }
        return -1;
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
