package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Moves objects within the bucket: the service copies, then the original is removed. */
final class ObjectMoves {
    /** A service copies no more than this in one step. */
    private static final long MOST_AT_ONCE = 5L << 30;

    private static final long COPIED_PART = 1L << 30;

    /** Below this, bringing the bytes here and back takes no longer than the requests for a copy in parts. */
    private static final long LARGE = 8 << 20;

    private final Bucket bucket;
    private final StoredObjects objects;
    private final Uploads uploads;

    ObjectMoves(Bucket bucket, StoredObjects objects, Uploads uploads) {
        this.bucket = bucket;
        this.objects = objects;
        this.uploads = uploads;
    }

    /** Over what may be at the target. */
    StoredObject move(String from, String to) throws StorageException {
        HeadObjectResponse original = objects.head(from);
        if (from.equals(to)) {
            throw taken(to);
        }
        if (original.contentLength() <= MOST_AT_ONCE) {
            copyAtOnce(from, original, to);
        } else if (!copyInParts(from, original, to, false)) {
            throw new StorageException.Permanent(
                    "The " + bucket.describe() + " can't copy the object " + from + ", which is too large for it.",
                    null);
        }
        return removeOriginal(from, original, to);
    }

    /**
     * Moves a large object to a key that must be free. Services heed that when parts are put together, but not all of
     * them when they copy at once.
     *
     * @return empty, with nothing done, when the object is not large, or the service can't copy parts
     */
    Optional<StoredObject> moveLargeToFree(String from, String to) throws StorageException {
        HeadObjectResponse original = objects.head(from);
        if (original.contentLength() < LARGE || from.equals(to)) {
            return Optional.empty();
        }
        if (objects.stat(to).isPresent()) {
            throw taken(to);
        }
        return copyInParts(from, original, to, true)
                ? Optional.of(removeOriginal(from, original, to))
                : Optional.empty();
    }

    private StoredObject removeOriginal(String from, HeadObjectResponse original, String to) throws StorageException {
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

    private StorageException taken(String to) {
        return new StorageException.PreconditionFailed(
                "There is already an object " + to + " in the " + bucket.describe() + ".", null);
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

    private void copyAtOnce(String from, HeadObjectResponse original, String to) throws StorageException {
        try {
            bucket.run(
                    from,
                    client -> client.copyObject(request -> request.sourceBucket(bucket.name())
                            .sourceKey(bucket.path(from))
                            .copySourceIfMatch(original.eTag())
                            .destinationBucket(bucket.name())
                            .destinationKey(bucket.path(to))));
        } catch (StorageException.PreconditionFailed e) {
            throw changed(from, e);
        }
    }

    /** False, with nothing done, when the service can't. */
    private boolean copyInParts(String from, HeadObjectResponse original, String to, boolean createOnly)
            throws StorageException {
        String id = uploads.begin(to, original.metadata());
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long offset = 0; offset < original.contentLength(); offset += COPIED_PART) {
                Optional<CompletedPart> part = copyPart(from, original, to, id, offset, parts.size() + 1);
                if (part.isEmpty()) {
                    uploads.abort(to, id);
                    return false;
                }
                parts.add(part.get());
            }
            uploads.complete(to, id, parts, createOnly);
            return true;
        } catch (StorageException e) {
            uploads.abortAfter(e, to, id);
            throw e;
        }
    }

    private Optional<CompletedPart> copyPart(
            String from, HeadObjectResponse original, String to, String id, long offset, int number)
            throws StorageException {
        long last = Math.min(offset + COPIED_PART, original.contentLength()) - 1;
        try {
            return bucket.callIfKnown(
                            from,
                            client -> client.uploadPartCopy(request -> request.sourceBucket(bucket.name())
                                    .sourceKey(bucket.path(from))
                                    .copySourceIfMatch(original.eTag())
                                    .copySourceRange("bytes=" + offset + "-" + last)
                                    .destinationBucket(bucket.name())
                                    .destinationKey(bucket.path(to))
                                    .uploadId(id)
                                    .partNumber(number)))
                    .map(answer -> CompletedPart.builder()
                            .partNumber(number)
                            .eTag(answer.copyPartResult().eTag())
                            .build());
        } catch (StorageException.PreconditionFailed e) {
            throw changed(from, e);
        }
    }
}
