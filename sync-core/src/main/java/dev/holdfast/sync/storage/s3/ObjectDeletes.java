package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Removes objects, many in one request where the service knows that. */
final class ObjectDeletes {
    private final Bucket bucket;
    private final StoredObjects objects;

    ObjectDeletes(Bucket bucket, StoredObjects objects) {
        this.bucket = bucket;
        this.objects = objects;
    }

    void all(Collection<String> keys) throws StorageException {
        Set<String> distinct = new TreeSet<>(keys);
        if (distinct.isEmpty()) {
            return;
        }
        Optional<DeleteObjectsResponse> answer = bucket.callIfKnown(
                "",
                client -> client.deleteObjects(request -> request.bucket(bucket.name())
                        .delete(delete -> delete.quiet(true)
                                .objects(distinct.stream()
                                        .map(key -> ObjectIdentifier.builder()
                                                .key(bucket.path(key))
                                                .build())
                                        .toList()))));
        if (answer.isPresent()) {
            requireDone(answer.get());
        } else {
            for (String key : distinct) {
                objects.delete(key);
            }
        }
    }

    private void requireDone(DeleteObjectsResponse answer) throws StorageException {
        for (S3Error error : answer.errors()) {
            StorageException failure = bucket.failure(
                    error.code(),
                    bucket.key(error.key() == null ? "" : error.key()).orElse(""));
            if (!(failure instanceof StorageException.NotFound)) {
                throw failure;
            }
        }
    }
}
