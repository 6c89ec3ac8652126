package dev.holdfast.sync.storage.s3;

import java.util.Optional;

/**
 * An access key that the user gave us for one bucket. Shows nothing of itself.
 *
 * @param accessKeyId names the key
 * @param secretAccessKey proves it
 * @param sessionToken belongs to a key that was lent for a while
 */
public record S3Credentials(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
    public S3Credentials {
        if (accessKeyId.isBlank() || secretAccessKey.isBlank()) {
            throw new IllegalArgumentException("An access key needs both its id and its secret.");
        }
    }

    /** A key that is not lent. */
    public S3Credentials(String accessKeyId, String secretAccessKey) {
        this(accessKeyId, secretAccessKey, Optional.empty());
    }

    @Override
    public String toString() {
        return "S3Credentials[…]";
    }
}
