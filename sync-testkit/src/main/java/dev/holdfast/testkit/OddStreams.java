package dev.holdfast.testkit;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

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

    /** Gives some zeros, tells that it has, and stands still until it may end. */
    static final class Stalling extends InputStream {
        private final CountDownLatch stalled;
        private final CountDownLatch release;
        private int left;

        Stalling(int given, CountDownLatch stalled, CountDownLatch release) {
            this.left = given;
            this.stalled = stalled;
            this.release = release;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                stalled.countDown();
                awaitRelease();
                return -1;
            }
            int given = Math.min(left, length);
            left -= given;
            return given;
        }

        private void awaitRelease() throws IOException {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
        }
    }

    /** Gives some zeros, then fails. */
    static final class Failing extends InputStream {
        private final Exception failure;
        private int left;

        Failing(Exception failure) {
            this(failure, 200_000);
        }

        /** With how many bytes it gives before. */
        Failing(Exception failure, int given) {
            this.failure = failure;
            this.left = given;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
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
