package dev.holdfast.sync.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A piece of content.
 *
 * @param number 1 for the first
 * @param buffer holds it, from its beginning
 * @param length how many bytes it has
 * @param last whether the content ends with it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; the array is the point of it.
record Part(int number, byte[] buffer, int length, boolean last) {
    /** A hash of it. */
    byte[] digest(MessageDigest digest) {
        digest.update(buffer, 0, length);
        return digest.digest();
    }

    /**
     * Sends it from where it is: the SDK's own way to send bytes copies them.
     *
     * @param alive hears that some of it goes on its way
     */
    RequestBody body(Runnable alive) {
        return RequestBody.fromContentProvider(
                () -> new FilterInputStream(new ByteArrayInputStream(buffer, 0, length)) {
                    @Override
                    public int read(byte[] target, int offset, int most) throws IOException {
                        alive.run();
                        return super.read(target, offset, most);
                    }
                },
                length,
                "application/octet-stream");
    }
}
