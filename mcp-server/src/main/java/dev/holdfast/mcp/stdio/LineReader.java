package dev.holdfast.mcp.stdio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream of bytes into lines. A line that is too long is skipped without being held. Not thread-safe. */
final class LineReader {
    private static final int CHUNK = 64 * 1024;
    private static final int KEPT_BUFFER = 1024 * 1024;

    private final InputStream in;
    private final int maxLine;
    private final Listener listener;
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private boolean skipping;

    LineReader(InputStream in, int maxLine, Listener listener) {
        this.in = in;
        this.maxLine = maxLine;
        this.listener = listener;
    }

    /** Hears what the reader finds, on the reading thread. */
    interface Listener {
        /** A whole line, without its end. */
        void onLine(byte[] line);

        /** A line is longer than the bound, in bytes; the rest of it is being skipped. */
        void onTooLong(int bound);
    }

    /** Reads until the stream ends. What stands after the last line end counts as a line. */
    void readAll() throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            take(chunk, read);
        }
        if (pending.size() > 0) {
            endLine();
        }
    }

    private void take(byte[] chunk, int length) {
        int start = 0;
        for (int at = 0; at < length; at++) {
            if (chunk[at] == '\n') {
                append(chunk, start, at);
                endLine();
                start = at + 1;
            }
        }
        append(chunk, start, length);
    }

    private void append(byte[] chunk, int from, int to) {
        if (skipping) {
            return;
        }
        if (pending.size() + (to - from) > maxLine) {
            skipping = true;
            pending = new ByteArrayOutputStream();
            listener.onTooLong(maxLine);
            return;
        }
        pending.write(chunk, from, to - from);
    }

    private void endLine() {
        if (skipping) {
            skipping = false;
            return;
        }
        byte[] line = pending.toByteArray();
        pending.reset();
        if (line.length > KEPT_BUFFER) {
            pending = new ByteArrayOutputStream();
        }
        listener.onLine(line);
    }
}
