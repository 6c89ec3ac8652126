package dev.holdfast.sync.method.cloud;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Gives the compressed form of what another stream gives, in memory bounded by a few buffers. */
final class CompressedStream extends InputStream {
    private static final int CHUNK = 64 * 1024;

    private final InputStream plain;
    private final Window window = new Window();
    private final OutputStream packer;
    private final byte[] chunk = new byte[CHUNK];
    private boolean ended;

    CompressedStream(InputStream plain, Encoding encoding) throws IOException {
        this.plain = plain;
        this.packer = encoding.pack(window);
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
        while (window.isEmpty() && !ended) {
            fill();
        }
        return window.isEmpty() ? -1 : window.take(buffer, offset, length);
    }

    private void fill() throws IOException {
        int read = plain.read(chunk);
        if (read >= 0) {
            packer.write(chunk, 0, read);
        } else {
            ended = true;
            packer.close();
        }
    }

    @Override
    public void close() throws IOException {
        try (plain) {
            if (!ended) {
                ended = true;
                packer.close();
            }
        }
    }

    /** What was compressed and not yet taken. */
    private static final class Window extends ByteArrayOutputStream {
        private int start;

        boolean isEmpty() {
            return start == count;
        }

        int take(byte[] target, int offset, int length) {
            int taken = Math.min(length, count - start);
            System.arraycopy(buf, start, target, offset, taken);
            start += taken;
            if (start == count) {
                start = 0;
                reset();
            }
            return taken;
        }
    }
}
