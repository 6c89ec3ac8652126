package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StallGuardStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.net.HttpFront;
import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.HttpRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A bucket of a real S3 service, and two ways to it: one through a front where faults strike, one that is undisturbed. */
final class S3FaultSite implements AutoCloseable {
    /** Longer than a case may take: no time-out of a patient storage ever saves it. */
    static final Duration AMPLE = Duration.ofMinutes(5);

    private final S3Proxy service = S3Proxy.shared();
    private final S3Options options = service.newBucket();
    private final S3Client client = service.client();
    private final StorageClient undisturbed = new S3Storage(options);
    private final Set<String> kept = new HashSet<>();
    private HttpFront front;
    private StorageClient patient;

    S3FaultSite() throws IOException {
        front = new HttpFront(service.endpoint());
        patient = new S3Storage(disturbed(AMPLE));
    }

    private S3Options disturbed(Duration socketTimeout) {
        return options.withEndpoint(front.endpoint()).withTimeouts(AMPLE, socketTimeout);
    }

    /** Forgets every connection: after some faults, the client holds one for alive that is not. */
    void renew() throws IOException {
        closeDisturbed();
        front = new HttpFront(service.endpoint());
        patient = new S3Storage(disturbed(AMPLE));
    }

    private void closeDisturbed() {
        patient.close();
        front.close();
    }

    HttpFront front() {
        return front;
    }

    /** For storages that go elsewhere. */
    S3Options options() {
        return options.withTimeouts(AMPLE, AMPLE);
    }

    StorageClient undisturbed() {
        return undisturbed;
    }

    /** Through the front. */
    StorageClient patient() {
        return patient;
    }

    /** Through the front; to be closed by the caller. */
    StorageClient withSocketTimeout(Duration limit) {
        return new S3Storage(disturbed(limit));
    }

    /** What a sync puts around a storage. */
    static StorageClient composed(StorageClient storage, Duration stall, int retries, Pause pause) {
        CancelSignal never = new CancelSignal();
        StorageClient guarded = new StallGuardStorage(storage, stall, never);
        return new RetryingStorage(guarded, new RetryPolicy(retries, Duration.ofSeconds(2)), pause, never);
    }

    /** Puts the objects there that an operation begins with, and nothing else. */
    void prepare(String at, FaultWork work) throws StorageException {
        front.heal();
        if (work.isReading() && !kept.add(at)) {
            return;
        }
        clear(at);
        work.prepare(undisturbed);
        if (work.leftOver()) {
            leaveUpload(at + "left");
        }
    }

    /** Leaves an upload with a part in it, as a killed process does. */
    private void leaveUpload(String key) {
        String id = client.createMultipartUpload(
                        request -> request.bucket(options.bucket()).key(key))
                .uploadId();
        client.uploadPart(
                request ->
                        request.bucket(options.bucket()).key(key).uploadId(id).partNumber(1),
                RequestBody.fromBytes(FaultWork.OLD));
    }

    void clear(String at) throws StorageException {
        undisturbed.deleteAll(FaultWork.keys(undisturbed, at));
        for (MultipartUpload upload : uploads(at)) {
            client.abortMultipartUpload(request ->
                    request.bucket(options.bucket()).key(upload.key()).uploadId(upload.uploadId()));
        }
    }

    /** What really is there. */
    Map<String, byte[]> objects(String at) throws StorageException {
        return FaultWork.objects(undisturbed, at);
    }

    List<MultipartUpload> uploads(String at) {
        return client.listMultipartUploads(
                        request -> request.bucket(options.bucket()).prefix(at))
                .uploads();
    }

    /** Gives only the beginning of an object, as if that were all. */
    HttpReply shortened(HttpRequest request) {
        ResponseBytes<GetObjectResponse> object =
                client.getObjectAsBytes(get -> get.bucket(options.bucket()).key(key(request)));
        HttpReply reply = HttpReply.of(200, Arrays.copyOf(object.asByteArrayUnsafe(), 1000))
                .with("ETag", object.response().eTag())
                .with("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
        for (Map.Entry<String, String> header : object.response().metadata().entrySet()) {
            reply = reply.with("x-amz-meta-" + header.getKey(), header.getValue());
        }
        return reply;
    }

    /** Keeps only the beginning of what was sent, and says that all is well. */
    HttpReply takenShort(HttpRequest request) {
        RequestBody beginning = RequestBody.fromBytes(Arrays.copyOf(FaultWork.NEW, 1000));
        String hash = "holdfast-sha256";
        String tag = request.has("partNumber")
                ? client.uploadPart(
                                part -> part.bucket(options.bucket())
                                        .key(key(request))
                                        .uploadId(request.parameter("uploadId").orElseThrow())
                                        .partNumber(Integer.valueOf(
                                                request.parameter("partNumber").orElseThrow())),
                                beginning)
                        .eTag()
                : client.putObject(
                                put -> put.bucket(options.bucket())
                                        .key(key(request))
                                        .metadata(Map.of(
                                                hash,
                                                request.header("x-amz-meta-" + hash)
                                                        .orElseThrow())),
                                beginning)
                        .eTag();
        return HttpReply.of(200).with("ETag", tag);
    }

    private String key(HttpRequest request) {
        String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
        assertThat(path).startsWith("/" + options.bucket() + "/");
        return path.substring(options.bucket().length() + 2);
    }

    @Override
    public void close() {
        closeDisturbed();
        undisturbed.close();
        client.close();
    }
}
