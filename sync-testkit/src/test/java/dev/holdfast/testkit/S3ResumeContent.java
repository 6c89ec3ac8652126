package dev.holdfast.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;

/**
 * Bytes that can't be compressed, made up anew each time from a seed for each mebibyte, so that nobody has to hold them.
 *
 * @param seed of all of it
 * @param mebibytes how many there are
 * @param changedFrom the mebibyte from which on it differs from other content with the same seed; {@code mebibytes} for
 *     none
 */
record S3ResumeContent(long seed, int mebibytes, int changedFrom) {
    private static final int BLOCK = 1 << 20;

    S3ResumeContent(long seed, int mebibytes) {
        this(seed, mebibytes, mebibytes);
    }

    static S3ResumeContent parse(String text) {
        String[] numbers = text.split(",", -1);
        return new S3ResumeContent(
                Long.parseLong(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    String text() {
        return seed + "," + mebibytes + "," + changedFrom;
    }

    String sha256() {
        MessageDigest digest = digest();
        for (int i = 0; i < mebibytes; i++) {
            digest.update(block(i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Reads a stream to its end. */
    static String sha256(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] block = new byte[BLOCK];
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            digest.update(block, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    InputStream open() {
        return open(mebibytes, () -> {});
    }

    /** Calls the wait before the given mebibyte, and then goes on. */
    InputStream open(int pauseBefore, Runnable wait) {
        return new Stream(pauseBefore, wait);
    }

    private byte[] block(int mebibyte) {
        byte[] block = new byte[BLOCK];
        new Random(Objects.hash(seed, mebibyte, mebibyte >= changedFrom)).nextBytes(block);
        return block;
    }

    private final class Stream extends InputStream {
        private final int pauseBefore;
        private final Runnable wait;
        private ByteBuffer block = ByteBuffer.allocate(0);
        private int next;

        private Stream(int pauseBefore, Runnable wait) {
            this.pauseBefore = pauseBefore;
            this.wait = wait;
        }

        @Override
        public int read() {
            return hasMore() ? block.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, block.remaining());
            block.get(buffer, offset, count);
            return count;
        }

        private boolean hasMore() {
            if (!block.hasRemaining() && next < mebibytes) {
                if (next == pauseBefore) {
                    wait.run();
                }
                block = ByteBuffer.wrap(block(next));
                next++;
            }
            return block.hasRemaining();
        }
    }
}
