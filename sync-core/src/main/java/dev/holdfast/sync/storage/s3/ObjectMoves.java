package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Moves objects within the bucket, over what may be at the target: the service copies, then the original is removed.
 */
final class ObjectMoves {
    /** A service copies no more than this in one step. */
    private static final long MOST_AT_ONCE = 5L << 30;

    private static final long COPIED_PART = 1L << 30;

    private final Bucket bucket;
    private final StoredObjects objects;
    private final Uploads uploads;

    ObjectMoves(Bucket bucket, StoredObjects objects, Uploads uploads) {
        this.bucket = bucket;
        this.objects = objects;
        this.uploads = uploads;
    }

    StoredObject move(String from, String to) throws StorageException {
        HeadObjectResponse original = objects.head(from);
        if (from.equals(to)) {
            throw new StorageException.PreconditionFailed(
                    "The object " + to + " is in the " + bucket.describe() + " already.", null);
        }
        try {
            copy(from, original, to);
        } catch (StorageException.PreconditionFailed e) {
            throw changed(from, e);
        }
        StoredObject copy = objects.stat(to).orElseThrow(() -> objects.damaged(to));
        if (copy.size() != original.contentLength()) {
            throw objects.damaged(to);
        }
        if (isReplaced(from, original)) {
            throw changed(from, null);
        }
        objects.delete(from);
        return copy;
    }

    /** The service can't be asked to remove just this version, so a gap for others to write in stays, if a small one. */
    private boolean isReplaced(String from, HeadObjectResponse original) throws StorageException {
        return objects.stat(from)
                .filter(now -> !now.version().equals(ETags.bare(original.eTag())))
                .isPresent();
    }

    private static StorageException changed(String from, @Nullable Throwable cause) {
        return new StorageException.Transient("The object " + from + " changed while it was moved.", cause);
    }

    private void copy(String from, HeadObjectResponse original, String to) throws StorageException {
        if (original.contentLength() > MOST_AT_ONCE) {
            copyInParts(from, original, to);
            return;
        }
        bucket.call(
                from,
                client -> client.copyObject(request -> request.sourceBucket(bucket.name())
                        .sourceKey(bucket.path(from))
                        .copySourceIfMatch(original.eTag())
                        .destinationBucket(bucket.name())
                        .destinationKey(bucket.path(to))));
    }

    private void copyInParts(String from, HeadObjectResponse original, String to) throws StorageException {
        String id = uploads.begin(to, original.metadata());
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long offset = 0; offset < original.contentLength(); offset += COPIED_PART) {
                parts.add(copyPart(from, original, to, id, offset, parts.size() + 1));
            }
            uploads.complete(to, id, parts, false);
        } catch (StorageException e) {
            uploads.abortAfter(e, to, id);
            throw e;
        }
    }

    private CompletedPart copyPart(
            String from, HeadObjectResponse original, String to, String id, long offset, int number)
            throws StorageException {
        long last = Math.min(offset + COPIED_PART, original.contentLength()) - 1;
        CopyPartResult copied = bucket.call(
                from,
                client -> client.uploadPartCopy(request -> request.sourceBucket(bucket.name())
                                .sourceKey(bucket.path(from))
                                .copySourceIfMatch(original.eTag())
                                .copySourceRange("bytes=" + offset + "-" + last)
                                .destinationBucket(bucket.name())
                                .destinationKey(bucket.path(to))
                                .uploadId(id)
                                .partNumber(number))
                        .copyPartResult());
        return CompletedPart.builder().partNumber(number).eTag(copied.eTag()).build();
    }
}
