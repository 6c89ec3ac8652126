package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * Stores an object: in one request when it fits into one part, or when it is expected to stay below the threshold; in
 * parts otherwise.
 */
final class ObjectPut {
    /**
     * A larger body is sent only after the service has said that it wants it. One that refuses without reading cuts the
     * connection, which the JDK's client would take for a failure on the way. Parts don't need this: the request that
     * begins their upload is refused for the same reasons.
     */
    private static final long ASK_FIRST_FROM = 1 << 20;

    private final Bucket bucket;
    private final StoredObjects objects;
    private final Uploads uploads;

    ObjectPut(Bucket bucket, StoredObjects objects, Uploads uploads) {
        this.bucket = bucket;
        this.objects = objects;
        this.uploads = uploads;
    }

    StoredObject put(String key, Content content, PutOptions options) throws StorageException {
        OptionalLong expected = content.expectedSize();
        int partSize = PartSizes.of(options.partSize(), expected);
        if (expected.orElse(0) > partSize && expected.getAsLong() < options.multipartThreshold()) {
            StreamedContent streamed = StreamedContent.measure(content, options);
            if (streamed.size() < options.multipartThreshold()) {
                return streamed(key, streamed, options);
            }
        }
        try (InputStream in = content.openGuarded()) {
            PartReader reader = new PartReader(in, partSize);
            Part first = reader.first(expected.orElse(0));
            return first.last() ? whole(key, first, options) : inParts(key, reader, first, options);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException.Unreadable("The content to be stored could not be closed.", e);
        }
    }

    private StoredObject whole(String key, Part part, PutOptions options) throws StorageException {
        byte[] md5 = part.digest(Digests.md5());
        Map<String, String> headers = Metadata.encode(options.metadata(), part.digest(Hashes.sha256()));
        PutObjectResponse answer = send(key, part.body(options.alive()), md5, headers, options);
        options.progress().accept(part.length());
        return stored(key, part.length(), md5, headers, answer);
    }

    private StoredObject streamed(String key, StreamedContent content, PutOptions options) throws StorageException {
        Map<String, String> headers = Metadata.encode(options.metadata(), content.sha256());
        PutObjectResponse answer;
        try (content) {
            answer = send(key, content.body(), content.md5(), headers, options);
        } catch (StorageException e) {
            throw content.failure().orElse(e);
        }
        content.finish();
        return stored(key, content.size(), content.md5(), headers, answer);
    }

    private PutObjectResponse send(
            String key, RequestBody body, byte[] md5, Map<String, String> headers, PutOptions options)
            throws StorageException {
        boolean createOnly = options.precondition() instanceof Precondition.Absent;
        return bucket.call(
                key,
                createOnly,
                client -> client.putObject(
                        request -> {
                            request.bucket(bucket.name())
                                    .key(bucket.path(key))
                                    .contentMD5(Base64.getEncoder().encodeToString(md5))
                                    .metadata(headers);
                            if (createOnly) {
                                request.ifNoneMatch("*");
                            }
                            if (body.optionalContentLength().orElse(0L) >= ASK_FIRST_FROM) {
                                request.overrideConfiguration(override -> override.putHeader("Expect", "100-continue"));
                            }
                        },
                        body));
    }

    private StoredObject stored(
            String key, long size, byte[] md5, Map<String, String> headers, PutObjectResponse answer)
            throws StorageException {
        if (!StoredObjects.hasOwnTags(answer.serverSideEncryptionAsString(), answer.sseCustomerAlgorithm())
                && ETags.contradicts(answer.eTag(), md5)) {
            throw objects.damaged(key);
        }
        return objects.arrived(key, size, headers, answer.eTag(), answer.sdkHttpResponse());
    }

    private StoredObject inParts(String key, PartReader reader, Part first, PutOptions options) throws IOException {
        if (options.precondition() instanceof Precondition.Absent
                && objects.stat(key).isPresent()) {
            // The service would say so only after all parts were sent.
            throw new StorageException.PreconditionFailed(
                    "There is already an object " + key + " in the " + bucket.describe() + ".", null);
        }
        return new MultipartPut(bucket, objects, uploads, key, options).run(reader, first);
    }
}
