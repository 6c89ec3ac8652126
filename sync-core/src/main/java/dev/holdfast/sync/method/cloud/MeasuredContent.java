package dev.holdfast.sync.method.cloud;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.OptionalLong;

/** Remembers size and hash of what was read last, to the end. */
final class MeasuredContent implements Content {
    private final Content content;
    private volatile long size = -1;
    private volatile String sha256 = "";

    MeasuredContent(Content content) {
        this.content = content;
    }

    long size() {
        return size;
    }

    String sha256() {
        return sha256;
    }

    @Override
    public InputStream open() throws IOException {
        return new Measuring(content.open());
    }

    @Override
    public OptionalLong expectedSize() {
        return content.expectedSize();
    }

    private final class Measuring extends FilterInputStream {
        private final MessageDigest digest = Hashes.sha256();
        private long seen;
        private boolean ended;

        Measuring(InputStream in) {
            super(in);
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
                seen += read;
            } else if (read < 0 && !ended) {
                ended = true;
                sha256 = Hashes.hex(digest);
                size = seen;
            }
            return read;
        }
    }
}
