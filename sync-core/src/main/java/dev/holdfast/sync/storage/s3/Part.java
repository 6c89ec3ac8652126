package dev.holdfast.sync.storage.s3;

import java.io.ByteArrayInputStream;
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

    /** Sends it from where it is: the SDK's own way to send bytes copies them. */
    RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(buffer, 0, length), length, "application/octet-stream");
    }
}
