package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Ends uploads that nobody goes on with. All times are the service's own. */
final class UploadSweep {
    private final Bucket bucket;
    private final Uploads uploads;

    UploadSweep(Bucket bucket, Uploads uploads) {
        this.bucket = bucket;
        this.uploads = uploads;
    }

    /** Ends all below the prefix to which nothing was done for so long. Tells how many. */
    int sweep(String prefix, Duration idle) throws StorageException {
        // The time of the first answer: what is done from then on is not idle.
        AtomicReference<Optional<Instant>> now = new AtomicReference<>();
        List<MultipartUpload> begun = uploads.below(prefix, answer -> now.compareAndSet(null, HttpDates.of(answer)));
        Optional<Instant> limit =
                Optional.ofNullable(now.get()).flatMap(time -> time).map(time -> time.minus(idle));
        int swept = 0;
        for (MultipartUpload upload : begun) {
            Optional<String> key = bucket.key(upload.key());
            if (limit.isPresent() && key.isPresent() && isIdle(key.get(), upload, limit.get())) {
                uploads.abort(key.get(), upload.uploadId());
                swept++;
            }
        }
        return swept;
    }

    private boolean isIdle(String key, MultipartUpload upload, Instant limit) throws StorageException {
        if (!Uploads.began(upload).isBefore(limit)) {
            return false;
        }
        Optional<Map<Integer, SentPart>> parts = uploads.parts(key, upload.uploadId());
        return parts.isPresent()
                && parts.get().values().stream()
                        .allMatch(part -> part.modified().isBefore(limit));
    }
}
