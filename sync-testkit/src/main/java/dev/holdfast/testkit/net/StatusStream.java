package dev.holdfast.testkit.net;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;

/** Reads an HTTP reply's status as it passes by. */
final class StatusStream extends FilterInputStream {
    private static final int ENOUGH = "HTTP/1.1 200".length();

    private final IntConsumer listener;
    private final StringBuilder start = new StringBuilder();

    StatusStream(InputStream reply, IntConsumer listener) {
        super(reply);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0 && start.length() < ENOUGH) {
            int more = Math.min(read, ENOUGH - start.length());
            start.append(new String(buffer, offset, more, StandardCharsets.ISO_8859_1));
            if (start.length() == ENOUGH) {
                listener.accept(Integer.parseInt(start.substring(ENOUGH - 3)));
            }
        }
        return read;
    }
}
