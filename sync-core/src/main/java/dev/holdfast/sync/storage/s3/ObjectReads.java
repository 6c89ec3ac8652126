package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Opens objects. Each stream is one answer of the service, so its bytes are of one version. */
final class ObjectReads {
    private static final int BEHIND_THE_END = 416;

    private final Bucket bucket;
    private final StoredObjects objects;

    ObjectReads(Bucket bucket, StoredObjects objects) {
        this.bucket = bucket;
        this.objects = objects;
    }

    InputStream whole(String key) throws StorageException {
        ResponseInputStream<GetObjectResponse> in = bucket.call(key, client -> get(client, key, null));
        return new ObjectStream(
                bucket, key, in, size(key, in), Metadata.sha256(in.response().metadata()));
    }

    InputStream range(String key, long offset, long length) throws StorageException {
        if (length == 0 || offset > Long.MAX_VALUE - length) {
            return length == 0 ? nothing(key) : range(key, offset, Long.MAX_VALUE - offset);
        }
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        Optional<ResponseInputStream<GetObjectResponse>> in = bucket.call(key, client -> {
            try {
                return Optional.of(get(client, key, range));
            } catch (S3Exception e) {
                if (e.statusCode() == BEHIND_THE_END) {
                    return Optional.empty();
                }
                throw e;
            }
        });
        return in.isPresent() ? range(key, offset, length, in.get()) : InputStream.nullInputStream();
    }

    private InputStream range(String key, long offset, long length, ResponseInputStream<GetObjectResponse> in)
            throws StorageException {
        long size = size(key, in);
        String given = in.response().contentRange();
        if (given == null || !given.startsWith("bytes " + offset + "-") || size > length) {
            in.abort();
            throw wrongAnswer(key);
        }
        return new ObjectStream(bucket, key, in, size, Optional.empty());
    }

    private InputStream nothing(String key) throws StorageException {
        if (objects.stat(key).isEmpty()) {
            throw new StorageException.NotFound(
                    "There is no object " + key + " in the " + bucket.describe() + ".", null);
        }
        return InputStream.nullInputStream();
    }

    private ResponseInputStream<GetObjectResponse> get(S3Client client, String key, @Nullable String range) {
        return client.getObject(
                request -> request.bucket(bucket.name()).key(bucket.path(key)).range(range),
                // Without a limit of the SDK's own on how long a reader may take before it begins.
                ResponseTransformer.toInputStream(Duration.ZERO));
    }

    private long size(String key, ResponseInputStream<GetObjectResponse> in) throws StorageException {
        Long size = in.response().contentLength();
        if (size == null) {
            in.abort();
            throw wrongAnswer(key);
        }
        return size;
    }

    private StorageException wrongAnswer(String key) {
        return new StorageException.Corrupt(
                "The " + bucket.describe() + " does not say how much of the object " + key + " it gives.", null);
    }
}
