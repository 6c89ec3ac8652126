package dev.holdfast.sync.method.cloud;

import dev.holdfast.settings.Settings;
import dev.holdfast.sync.storage.StorageException;
import java.util.Optional;

/** Which bucket the settings mean, for whoever checks them. */
public final class BucketSummary {
    private BucketSummary() {}

    /**
     * Bucket, prefix, endpoint and region, and where the access key comes from, in one line without any part of a key;
     * empty when the remote is not a bucket. Asks no service.
     */
    public static Optional<String> of(Settings settings) {
        if (!settings.remoteIsBucket() || settings.remote().isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(S3Remote.summary(settings.remote().get(), settings));
        } catch (StorageException e) {
            return Optional.of(e.sentence());
        }
    }
}
