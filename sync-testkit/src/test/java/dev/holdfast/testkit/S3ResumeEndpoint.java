package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** A bucket of an s3proxy that logs its requests, and what the service itself knows of it. */
final class S3ResumeEndpoint implements AutoCloseable {
    private final S3Proxy proxy;
    private final S3Options options;
    private final S3Client client;

    S3ResumeEndpoint(S3Proxy proxy) {
        this.proxy = proxy;
        this.options = proxy.newBucket();
        this.client = proxy.client();
    }

    S3Options options() {
        return options;
    }

    /** The numbers of the parts that the service was ever sent for this bucket, in the order of its log. */
    List<Integer> partsSent() throws IOException {
        Pattern part = Pattern.compile("\\{PUT@\\w+ \\S+/" + options.bucket() + "/\\S+[?&]partNumber=(\\d+)");
        return Files.readAllLines(proxy.log()).stream()
                .map(part::matcher)
                .filter(Matcher::find)
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    /** How many parts of unfinished uploads the service holds. */
    int partsHeld() {
        return uploads().stream()
                .mapToInt(upload -> client.listParts(request -> request.bucket(options.bucket())
                                .key(upload.key())
                                .uploadId(upload.uploadId()))
                        .parts()
                        .size())
                .sum();
    }

    /** The uploads that the service holds unfinished. */
    List<MultipartUpload> uploads() {
        return client.listMultipartUploads(request -> request.bucket(options.bucket()))
                .uploads();
    }

    /** Removes what nobody has gone on with. */
    void sweep() throws StorageException {
        try (StorageClient storage = S3ResumeChild.composed(options)) {
            storage.sweep("", Duration.ZERO);
        }
    }

    /** The object is exactly one of these. */
    void requireStored(String key, S3ResumeContent... oneOf) throws IOException {
        try (StorageClient storage = S3ResumeChild.composed(options);
                InputStream object = storage.open(key)) {
            assertThat(S3ResumeContent.sha256(object))
                    .isIn(Stream.of(oneOf).map(S3ResumeContent::sha256).toList());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
