package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.storage.Capability;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Pause;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.RetryPolicy;
import dev.holdfast.sync.storage.RetryingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.net.HttpFront;
import dev.holdfast.testkit.net.HttpReply;
import dev.holdfast.testkit.net.TcpFault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What a bucket does beyond the suite for all storages. */
@Tag("alone")
class S3StorageTest {
    @ParameterizedTest
    @CsvSource({
        "WHEN_REQUIRED, true",
        "WHEN_SUPPORTED, false",
        "WHEN_SUPPORTED, true",
    })
    void everyWayOfSigningAndSummingStoresTheSame(S3Options.Checksums checksums, boolean chunked) throws Exception {
        S3Options options =
                S3Proxy.shared().newBucket().withChecksums(checksums).withChunkedEncoding(chunked);
        // This service may close a connection behind a body that came in pieces; the next request on it then fails. The
        // JDK's client keeps five connections for later at most.
        try (StorageClient storage = retrying(new S3Storage(options))) {
            byte[] large = new byte[6 << 20];
            storage.put("large", () -> new ByteArrayInputStream(large), PutOptions.DEFAULT);
            storage.put("middle", Content.of(large), PutOptions.DEFAULT);
            storage.put("small", Content.of("x".getBytes(UTF_8)), PutOptions.DEFAULT);
            storage.put("empty", Content.of(new byte[0]), PutOptions.DEFAULT);
            for (String key : new String[] {"large", "middle"}) {
                try (InputStream in = storage.open(key)) {
                    assertThat(in.readAllBytes()).as(key).isEqualTo(large);
                }
            }
            assertThat(storage.stat("empty").orElseThrow().size()).isZero();
            storage.deleteAll(List.of("small", "empty"));
            assertThat(storage.stat("small")).isEmpty();
        }
    }

    private static StorageClient retrying(StorageClient storage) {
        return new RetryingStorage(storage, new RetryPolicy(6, Duration.ofMillis(1)), Pause.REAL, new CancelSignal());
    }

    @Test
    void anObjectThatIsNotWhatWasStoredIsNotReadToItsEnd() throws Exception {
        S3Options options = S3Proxy.shared().newBucket();
        try (S3Client client = S3Proxy.shared().client();
                StorageClient storage = new S3Storage(options)) {
            client.putObject(
                    request -> request.bucket(options.bucket())
                            .key("k")
                            .metadata(Map.of("holdfast-sha256", "0".repeat(64))),
                    RequestBody.fromString("damaged"));
            assertThat(storage.stat("k").orElseThrow().sha256()).contains("0".repeat(64));
            try (InputStream in = storage.open("k")) {
                assertThatThrownBy(in::readAllBytes).isInstanceOf(StorageException.Corrupt.class);
            }
            try (InputStream in = storage.open("k", 0, 3)) {
                assertThat(in.readAllBytes()).isEqualTo("dam".getBytes(UTF_8));
            }
        }
    }

    @Test
    void metadataComesBackAsItWasAndMovesAlong() throws Exception {
        Map<String, String> metadata = Map.of(
                "plain",
                "value",
                "Mixed-Case",
                "v",
                "umlaut",
                "Müller & Söhne 😀",
                "spaced",
                " x ",
                "empty",
                "",
                "holdfast-sha256",
                "mine",
                "quoted",
                "utf-8''a%20b",
                "percent",
                "100%");
        try (StorageClient storage = new S3Storage(S3Proxy.shared().newBucket())) {
            StoredObject stored =
                    storage.put("k", Content.of("abc".getBytes(UTF_8)), PutOptions.DEFAULT.with(metadata));
            assertThat(stored.metadata()).isEqualTo(metadata);
            StoredObject moved = storage.move("k", "to/k", Precondition.ABSENT);
            assertThat(moved.metadata()).isEqualTo(metadata);
            assertThat(moved.sha256()).isEqualTo(stored.sha256()).isPresent();
        }
    }

    @Test
    void whatIsWrittenInTheMiddleOfAMoveIsNotDeleted() throws Exception {
        S3Options direct = S3Proxy.shared().newBucket();
        try (StorageClient other = new S3Storage(direct);
                HttpFront front = new HttpFront(direct.endpoint().orElseThrow());
                StorageClient storage = new S3Storage(direct.withEndpoint(front.endpoint()))) {
            other.put("from", Content.of("old".getBytes(UTF_8)), PutOptions.DEFAULT);
            // The first look at the target comes after the copy.
            front.disturb(
                    request -> {
                        boolean copied = request.method().equals("HEAD")
                                && request.path().endsWith("/to");
                        if (copied) {
                            replace(other);
                        }
                        return false;
                    },
                    1,
                    TcpFault.NONE);
            assertThatThrownBy(() -> storage.move("from", "to", Precondition.NONE))
                    .isInstanceOf(StorageException.Transient.class);
            assertThat(read(other, "from")).isEqualTo("newer");
            assertThat(read(other, "to")).isEqualTo("old");
        }
    }

    private static void replace(StorageClient storage) {
        try {
            storage.put("from", Content.of("newer".getBytes(UTF_8)), PutOptions.DEFAULT);
        } catch (StorageException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(StorageClient storage, String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Test
    void aLargeObjectMovesToAFreeKeyWithoutComingHere() throws Exception {
        S3Options direct = S3Proxy.shared().newBucket();
        byte[] large = new byte[9 << 20];
        large[large.length - 1] = 7;
        Map<String, String> metadata = Map.of("origin", "München");
        try (HttpFront front = new HttpFront(direct.endpoint().orElseThrow());
                StorageClient storage = new S3Storage(direct.withEndpoint(front.endpoint()))) {
            storage.put("from", Content.of(large), PutOptions.DEFAULT.with(metadata));
            storage.put("taken", Content.of("x".getBytes(UTF_8)), PutOptions.DEFAULT);
            assertThatThrownBy(() -> storage.move("from", "taken", Precondition.ABSENT))
                    .isInstanceOf(StorageException.PreconditionFailed.class);
            StoredObject moved = storage.move("from", "to", Precondition.ABSENT);
            assertThat(front.log().entries())
                    .as("what was fetched")
                    .noneMatch(entry ->
                            entry.method().equals("GET") && entry.path().endsWith("/from"));
            assertThat(moved.metadata()).isEqualTo(metadata);
            assertThat(storage.stat("from")).isEmpty();
            // Some services can't copy parts.
            front.answer(request -> request.header("x-amz-copy-source").isPresent(), 1, request -> HttpReply.of(501));
            storage.move("to", "again", Precondition.ABSENT);
            try (InputStream in = storage.open("again")) {
                assertThat(in.readAllBytes()).isEqualTo(large);
            }
        }
    }

    @Test
    void anObjectTooLargeToCopyAtOnceIsCopiedInParts() throws Exception {
        try (FakeS3 service = new FakeS3();
                StorageClient storage = new S3Storage(service.bucket("b"))) {
            long size = (6L << 30) + 1;
            service.answer(any(anyUrl()), FakeS3.error(404, "NoSuchKey"));
            service.answer(
                    head(anyUrl()),
                    aResponse()
                            .withHeader("Content-Length", Long.toString(size))
                            .withHeader("ETag", "\"e\""));
            service.answer(post(anyUrl()), aResponse().withBody("""
                    <InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"""));
            service.answer(put(anyUrl()), aResponse().withBody("<CopyPartResult><ETag>\"p\"</ETag></CopyPartResult>"));
            service.answer(WireMock.delete(anyUrl()), aResponse().withStatus(204));
            assertThat(storage.move("from", "to", Precondition.NONE).size()).isEqualTo(size);
            assertThat(service.requests(RequestMethod.PUT))
                    .extracting(request -> request.getHeader("x-amz-copy-source-range"))
                    .hasSize(7)
                    .startsWith("bytes=0-1073741823")
                    .endsWith("bytes=6442450944-6442450944");
            assertThat(service.requests(RequestMethod.PUT))
                    .allSatisfy(request -> assertThat(request.getHeader("x-amz-copy-source-if-match"))
                            .isEqualTo("\"e\""));
            assertThat(service.requests(RequestMethod.DELETE)).hasSize(1);
        }
    }

    @Test
    void aStreamThatIsClosedEarlyIsNotReadOn() throws Exception {
        try (StorageClient storage = new S3Storage(S3Proxy.shared().newBucket())) {
            storage.put("k", Content.of(new byte[8 << 20]), PutOptions.DEFAULT);
            for (int i = 0; i < 3; i++) {
                InputStream in = storage.open("k");
                assertThat(in.read()).isZero();
                in.close();
                in.close();
                assertThatThrownBy(in::read).isInstanceOf(IOException.class);
            }
            assertThat(storage.stat("k")).isPresent();
        }
    }

    @Test
    void whatCannotBePromisedIsNotDeclared() {
        S3Options options = S3Options.bucket("b");
        try (StorageClient able = new S3Storage(options);
                StorageClient unable = new S3Storage(options.withCreateOnly(false))) {
            assertThat(able.capabilities())
                    .containsExactlyInAnyOrder(
                            Capability.CREATE_ONLY,
                            Capability.USER_METADATA,
                            Capability.FRESH_LISTING,
                            Capability.EMPTY_SEGMENTS);
            assertThat(unable.capabilities()).doesNotContain(Capability.CREATE_ONLY);
            assertThatThrownBy(() -> unable.move("a", "b", Precondition.ABSENT))
                    .isInstanceOf(StorageException.Unsupported.class);
        }
    }

    @Test
    void aMissingBucketAndAWrongKeyAreFoundByTheProbe() {
        S3Options missing = S3Proxy.shared().options("not-made-" + System.nanoTime());
        try (StorageClient storage = new S3Storage(missing)) {
            assertThatThrownBy(() -> storage.probe(Duration.ofSeconds(30)))
                    .isInstanceOf(StorageException.Permanent.class)
                    .hasMessageContaining("There is no bucket not-made");
        }
        S3Options wrong = S3Proxy.shared().newBucket().withCredentials(new S3Credentials("holdfast-test", "guessed"));
        try (StorageClient storage = new S3Storage(wrong)) {
            assertThatThrownBy(() -> storage.probe(Duration.ofSeconds(30)))
                    .isInstanceOf(StorageException.Denied.class)
                    .hasMessageNotContaining("guessed");
            assertThat(wrong.toString()).doesNotContain("guessed").doesNotContain("holdfast-test");
        }
    }

    @Test
    void aFileSystemServicePassesObjectsThroughUnchanged(@TempDir Path folder) throws Exception {
        try (S3Proxy proxy = S3Proxy.inFolder(folder);
                StorageClient storage = new S3Storage(proxy.newBucket())) {
            byte[] bytes = new byte[(5 << 20) + 1];
            bytes[bytes.length - 1] = 7;
            storage.put("a/b", () -> new ByteArrayInputStream(bytes), PutOptions.DEFAULT);
            try (InputStream in = storage.open("a/b")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }
}
