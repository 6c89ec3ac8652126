package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What objects look like, and whether they arrived as they were sent. */
final class StoredObjects {
    private static final Logger LOG = LoggerFactory.getLogger(StoredObjects.class);

    private final Bucket bucket;

    StoredObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    /** Asks for an object's headers. */
    HeadObjectResponse head(String key) throws StorageException {
        try {
            return bucket.call(
                    key,
                    client -> client.headObject(
                            request -> request.bucket(bucket.name()).key(bucket.path(key))));
        } catch (StorageException.NotFound e) {
            requireBucket();
            throw e;
        } catch (StorageException.Denied e) {
            requireSameClock();
            throw e;
        }
    }

    /** Such an answer has no body that could say that the clock is the reason; one to another question has. */
    private void requireSameClock() throws StorageException {
        try {
            bucket.run(
                    "",
                    client -> client.listObjectsV2(request -> request.bucket(bucket.name())
                            .prefix(bucket.path(""))
                            .maxKeys(1)));
        } catch (StorageException.Denied e) {
            LOG.debug("The access key may not list the {} either.", bucket.describe(), e);
        }
    }

    Optional<StoredObject> stat(String key) throws StorageException {
        HeadObjectResponse head;
        try {
            head = head(key);
        } catch (StorageException.NotFound e) {
            return Optional.empty();
        }
        return Optional.of(new StoredObject(
                key,
                head.contentLength(),
                Metadata.sha256(head.metadata()),
                ETags.bare(head.eTag()),
                seconds(head.lastModified()),
                Optional.empty(),
                Metadata.decode(head.metadata())));
    }

    /** The answer to a question about an object doesn't tell a missing object from a missing bucket. */
    private void requireBucket() throws StorageException {
        try {
            bucket.run("", client -> client.headBucket(request -> request.bucket(bucket.name())));
        } catch (StorageException.Denied e) {
            LOG.debug(
                    "The access key may not ask about the {} itself, and may be right about the object.",
                    bucket.describe(),
                    e);
        }
    }

    void delete(String key) throws StorageException {
        try {
            bucket.run(
                    key,
                    client -> client.deleteObject(
                            request -> request.bucket(bucket.name()).key(bucket.path(key))));
        } catch (StorageException.NotFound e) {
            LOG.debug("The object {} was gone already.", key, e);
        }
    }

    /** An object of a listing. */
    StoredObject listed(String key, S3Object object) {
        return new StoredObject(
                key, object.size(), Optional.empty(), ETags.bare(object.eTag()), seconds(object.lastModified()));
    }

    /**
     * Looks at an object that was just stored.
     *
     * @param headers its metadata as it was sent
     * @param tag what the service calls it
     * @param answer what the service said to it
     */
    StoredObject arrived(
            String key, long size, Map<String, String> headers, @Nullable String tag, SdkHttpResponse answer)
            throws StorageException {
        Optional<StoredObject> there =
                stat(key).filter(object -> object.version().equals(ETags.bare(tag)));
        if (there.isPresent()) {
            if (there.get().size() != size) {
                throw damaged(key);
            }
            return there.get();
        }
        // Somebody has replaced or removed it since.
        return new StoredObject(
                key,
                size,
                Metadata.sha256(headers),
                ETags.bare(tag),
                seconds(HttpDates.of(answer).orElse(null)),
                Optional.empty(),
                Metadata.decode(headers));
    }

    /** What arrived is not what was sent. */
    StorageException damaged(String key) {
        return new StorageException.Corrupt(
                "The object " + key + " did not arrive whole in the " + bucket.describe() + ".", null);
    }

    /** Whether the service encrypts an object in a way in which its tag is not made from the bytes. */
    static boolean hasOwnTags(@Nullable String encryption, @Nullable String customerKey) {
        return customerKey != null || (encryption != null && encryption.startsWith("aws:"));
    }

    /** The one place that tells fractions, listings, does so in some services only. */
    private static Instant seconds(@Nullable Instant time) {
        return time == null ? Instant.EPOCH : time.truncatedTo(ChronoUnit.SECONDS);
    }
}
