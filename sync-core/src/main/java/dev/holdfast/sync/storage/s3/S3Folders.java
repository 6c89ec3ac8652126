package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Empty folders: an object of no bytes whose name ends in a slash, as other programs make them too. */
final class S3Folders {
    private final Bucket bucket;

    S3Folders(Bucket bucket) {
        this.bucket = bucket;
    }

    void put(String prefix) throws StorageException {
        bucket.run(
                prefix,
                client -> client.putObject(
                        request -> request.bucket(bucket.name())
                                .key(bucket.path(prefix))
                                .contentType("application/x-directory"),
                        RequestBody.empty()));
    }

    /** Removes the mark of a folder in which nothing is. What comes into it meanwhile keeps it without a mark. */
    void delete(String prefix) throws StorageException {
        ListObjectsV2Response inside = bucket.call(
                prefix,
                client -> client.listObjectsV2(request -> request.bucket(bucket.name())
                        .prefix(bucket.path(prefix))
                        .maxKeys(2)));
        if (inside.contents().size() == 1
                && bucket.path(prefix).equals(inside.contents().get(0).key())) {
            bucket.run(
                    prefix,
                    client -> client.deleteObject(
                            request -> request.bucket(bucket.name()).key(bucket.path(prefix))));
        }
    }
}
