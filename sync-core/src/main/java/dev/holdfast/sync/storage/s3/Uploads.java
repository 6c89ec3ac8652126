package dev.holdfast.sync.storage.s3;

import dev.holdfast.sync.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** The uploads in parts that are under way or were left behind. */
final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    /** More left behind for one key than this are not looked into. */
    private static final int CANDIDATES = 10;

    private static final Duration ABORT_WITHIN = Duration.ofSeconds(20);

    private final Bucket bucket;

    Uploads(Bucket bucket) {
        this.bucket = bucket;
    }

    /**
     * The earlier try at the same content that got furthest. None when the service can't tell, or lets nobody ask.
     *
     * @param first the content's first part, of full size
     */
    Optional<Unfinished> find(String key, Part first, byte[] md5) throws StorageException {
        try {
            return candidates(key).stream()
                    .filter(upload -> upload.mayContinue(first, md5))
                    .max(Comparator.comparingInt(upload -> upload.parts().size()));
        } catch (StorageException.Permanent | StorageException.Denied | StorageException.Corrupt e) {
            LOG.debug("The {} does not tell of unfinished uploads.", bucket.describe(), e);
            return Optional.empty();
        }
    }

    private List<Unfinished> candidates(String key) throws StorageException {
        List<MultipartUpload> begun = new ArrayList<>();
        for (MultipartUpload upload : below(key, answer -> {})) {
            if (bucket.path(key).equals(upload.key())) {
                begun.add(upload);
            }
        }
        begun.sort(Comparator.comparing(Uploads::began).reversed());
        List<Unfinished> found = new ArrayList<>();
        for (MultipartUpload upload : begun.subList(0, Math.min(CANDIDATES, begun.size()))) {
            Map<Integer, SentPart> parts = parts(key, upload.uploadId()).orElse(Map.of());
            found.add(new Unfinished(upload.uploadId(), parts));
        }
        return found;
    }

    /**
     * All whose key begins so; none when the service can't tell.
     *
     * @param answers hears each of the service's answers
     */
    List<MultipartUpload> below(String prefix, Consumer<SdkHttpResponse> answers) throws StorageException {
        List<MultipartUpload> found = new ArrayList<>();
        Set<String> markers = new HashSet<>();
        String key = null;
        String id = null;
        do {
            String keyMarker = key;
            String idMarker = id;
            Optional<ListMultipartUploadsResponse> page = bucket.callIfKnown(
                    prefix,
                    client -> client.listMultipartUploads(request -> request.bucket(bucket.name())
                            .prefix(bucket.path(prefix))
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker)));
            if (page.isEmpty()) {
                return List.of();
            }
            answers.accept(page.get().sdkHttpResponse());
            page.get().uploads().stream()
                    .filter(upload -> upload.key().startsWith(bucket.path(prefix)))
                    .forEach(found::add);
            boolean more = Boolean.TRUE.equals(page.get().isTruncated());
            key = more ? page.get().nextKeyMarker() : null;
            id = more ? page.get().nextUploadIdMarker() : null;
            if (key != null && !markers.add(key + "/" + id)) {
                throw repeats();
            }
        } while (key != null);
        return found;
    }

    /** The parts that the service has, by number; empty when it can't tell, and when the upload has just ended. */
    Optional<Map<Integer, SentPart>> parts(String key, String id) throws StorageException {
        Map<Integer, SentPart> parts = new HashMap<>();
        for (int after = 0; after >= 0; ) {
            int marker = after;
            Optional<ListPartsResponse> page = partsAfter(key, id, marker);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            page.get().parts().forEach(part -> parts.put(part.partNumber(), SentPart.of(part)));
            after = Boolean.TRUE.equals(page.get().isTruncated()) ? page.get().nextPartNumberMarker() : -1;
            if (after >= 0 && after <= marker) {
                throw repeats();
            }
        }
        return Optional.of(parts);
    }

    private Optional<ListPartsResponse> partsAfter(String key, String id, int marker) throws StorageException {
        try {
            return bucket.callIfKnown(
                    key,
                    client -> client.listParts(request -> request.bucket(bucket.name())
                            .key(bucket.path(key))
                            .uploadId(id)
                            .partNumberMarker(marker == 0 ? null : marker)));
        } catch (StorageException.NotFound e) {
            LOG.debug("Somebody has just ended an upload of {}.", key, e);
            return Optional.empty();
        }
    }

    private StorageException repeats() {
        return new StorageException.Corrupt(
                "The " + bucket.describe() + " repeats itself when listing unfinished uploads.", null);
    }

    /** When an upload was begun, by the service's clock. */
    static Instant began(MultipartUpload upload) {
        return upload.initiated() == null ? Instant.MAX : upload.initiated();
    }

    /** Begins a new one. */
    String begin(String key, Map<String, String> headers) throws StorageException {
        return bucket.call(
                key,
                client -> client.createMultipartUpload(request -> request.bucket(bucket.name())
                                .key(bucket.path(key))
                                .contentType("application/octet-stream")
                                .metadata(headers))
                        .uploadId());
    }

    /** Ends one, and frees what it holds. No effect when it is gone. */
    void abort(String key, String id) throws StorageException {
        try {
            bucket.run(
                    key,
                    client -> client.abortMultipartUpload(request -> request.bucket(bucket.name())
                            .key(bucket.path(key))
                            .uploadId(id)
                            .overrideConfiguration(override -> override.apiCallTimeout(ABORT_WITHIN))));
        } catch (StorageException.NotFound e) {
            LOG.debug("The upload of {} has ended already.", key, e);
        }
    }

    /** Ends one that failed. What goes wrong with that is not to hide why. */
    void abortAfter(Throwable failure, String key, String id) {
        try {
            abort(key, id);
        } catch (StorageException e) {
            LOG.warn("The unfinished upload of {} could not be aborted: a sweep will do it.", key, e);
            failure.addSuppressed(e);
        }
    }

    /** Makes an object of the parts. */
    CompleteMultipartUploadResponse complete(String key, String id, List<CompletedPart> parts, boolean createOnly)
            throws StorageException {
        return bucket.call(
                key,
                createOnly,
                client -> client.completeMultipartUpload(request -> request.bucket(bucket.name())
                        .key(bucket.path(key))
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts))
                        .ifNoneMatch(createOnly ? "*" : null)));
    }
}
