package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;

/** What works on an open bucket. Apart from {@link S3Storage}, so that this can be made without loading the SDK. */
record S3Access(
        Bucket bucket,
        StoredObjects objects,
        ObjectPut puts,
        ObjectReads reads,
        ObjectMoves moves,
        ObjectDeletes deletes,
        S3Folders folders,
        UploadSweep sweep)
        implements AutoCloseable {
    static S3Access open(S3Options options) throws StorageException {
        Bucket bucket = new Bucket(options);
        StoredObjects objects = new StoredObjects(bucket);
        Uploads uploads = new Uploads(bucket);
        return new S3Access(
                bucket,
                objects,
                new ObjectPut(bucket, objects, uploads),
                new ObjectReads(bucket, objects),
                new ObjectMoves(bucket, objects, uploads),
                new ObjectDeletes(bucket, objects),
                new S3Folders(bucket),
                new UploadSweep(bucket, uploads));
    }

    S3Listing listing(String prefix, Depth depth, String after) {
        return new S3Listing(bucket, objects, prefix, depth, after);
    }

    void probe(Duration limit) throws StorageException {
        bucket.run(
                "",
                client -> client.listObjectsV2(request -> request.bucket(bucket.name())
                        .prefix(bucket.path(""))
                        .maxKeys(1)
                        .overrideConfiguration(override -> override.apiCallTimeout(limit))));
    }

    @Override
    public void close() {
        bucket.close();
    }
}
