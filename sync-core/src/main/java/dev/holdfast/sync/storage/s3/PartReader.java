package dev.holdfast.sync.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts content into parts. Each but the last is of the same size, as some services insist on. */
final class PartReader {
    private static final int SMALLEST_BUFFER = 64 * 1024;

    private final InputStream in;
    private final int partSize;
    private int number = 1;
    private int ahead = -1;

    PartReader(InputStream in, int partSize) {
        this.in = in;
        this.partSize = partSize;
    }

    int partSize() {
        return partSize;
    }

    /** The first part, in a buffer that grows only as far as it must: most content is small. */
    Part first(long expectedSize) throws IOException {
        // One byte more than expected, so that the end shows without growing.
        byte[] buffer =
                new byte[(int) Math.max(Math.min(expectedSize + 1, partSize), Math.min(SMALLEST_BUFFER, partSize))];
        int length = in.readNBytes(buffer, 0, buffer.length);
        while (length == buffer.length && length < partSize) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(2L * length, partSize));
            length += in.readNBytes(buffer, length, buffer.length - length);
        }
        return part(buffer, length);
    }

    /** The next part. */
    Part next(byte[] buffer) throws IOException {
        buffer[0] = (byte) ahead;
        return part(buffer, 1 + in.readNBytes(buffer, 1, partSize - 1));
    }

    private Part part(byte[] buffer, int length) throws IOException {
        ahead = length < partSize ? -1 : in.read();
        return new Part(number++, buffer, length, ahead < 0);
    }

    /** Reads on, only to see whether the content still wants to be read. */
    void touch() throws IOException {
        in.read();
    }
}
