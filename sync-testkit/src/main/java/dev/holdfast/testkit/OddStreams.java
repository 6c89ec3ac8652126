package dev.holdfast.testkit;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content that behaves as contents sometimes do. */
final class OddStreams {
    private OddStreams() {}

    /** Gives a few bytes at a time, as a slow connection does. */
    static final class Driblets extends FilterInputStream {
        Driblets(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return super.read(buffer, offset, Math.min(length, 7_777));
        }
    }

    /** Gives some bytes, then fails. */
    static final class Failing extends InputStream {
        private final Exception failure;
        private int left = 200_000;

        Failing(Exception failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left > 0) {
                int given = Math.min(left, length);
                left -= given;
                return given;
            }
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw (IOException) failure;
        }
    }
}
