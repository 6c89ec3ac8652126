package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each failure of a service, and of the way to it, is told as. */
@Tag("alone")
class S3ErrorsTest {
    private static final FakeS3 SERVICE = new FakeS3();
    private static final S3Storage STORAGE = new S3Storage(SERVICE.bucket("memories"));
    private static final Content CONTENT = Content.of(new byte[] {1});
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    @BeforeAll
    static void loadTheSdk() {
        SERVICE.answer(any(anyUrl()), FakeS3.error(500, ""));
    }

    @AfterAll
    static void close() {
        STORAGE.close();
        SERVICE.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "400, BadDigest, Transient",
        "400, IncompleteBody, Transient",
        "400, RequestTimeout, Transient",
        "400, ExpiredToken, Denied",
        "400, InvalidToken, Denied",
        "400, AuthorizationHeaderMalformed, Permanent",
        "400, MetadataTooLarge, Permanent",
        "400, EntityTooLarge, Permanent",
        "400, '', Permanent",
        "401, '', Denied",
        "403, '', Denied",
        "403, AccessDenied, Denied",
        "403, InvalidAccessKeyId, Denied",
        "403, SignatureDoesNotMatch, Denied",
        "403, InvalidObjectState, Permanent",
        "403, RequestTimeTooSkewed, Transient",
        "404, NoSuchBucket, Permanent",
        "404, NoSuchKey, NotFound",
        "405, MethodNotAllowed, Permanent",
        "408, '', Transient",
        "409, OperationAborted, Transient",
        "409, ConditionalRequestConflict, Transient",
        "412, PreconditionFailed, PreconditionFailed",
        "412, '', PreconditionFailed",
        "429, '', Transient",
        "500, InternalError, Transient",
        "501, NotImplemented, Permanent",
        "502, '', Transient",
        "503, SlowDown, Transient",
        "503, '', Transient",
        "504, '', Transient",
        "507, '', Transient",
        "301, PermanentRedirect, Permanent",
        "307, TemporaryRedirect, Permanent",
    })
    void theServicesAnswersHaveTheirTypes(int status, String code, String type) {
        SERVICE.answer(any(anyUrl()), FakeS3.error(status, code));
        Class<?> expected = List.of(StorageException.class.getDeclaredClasses()).stream()
                .filter(known -> known.getSimpleName().equals(type))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> STORAGE.open("k").close()).isInstanceOf(expected);
        assertThatThrownBy(() -> STORAGE.put("k", CONTENT, PutOptions.DEFAULT)).isInstanceOf(expected);
    }

    @Test
    void howLongToWaitIsHandedOnInSecondsAndAsADate() {
        SERVICE.answer(any(anyUrl()), FakeS3.error(503, "SlowDown").withHeader("Retry-After", "7"));
        assertThat(waitAsked()).isEqualTo(Duration.ofSeconds(7));
        SERVICE.answer(
                any(anyUrl()),
                FakeS3.error(429, "")
                        .withHeader("Date", "Wed, 10 Jan 2001 12:00:00 GMT")
                        .withHeader("Retry-After", "Wed, 10 Jan 2001 12:01:30 GMT"));
        assertThat(waitAsked()).isEqualTo(Duration.ofSeconds(90));
    }

    private static Duration waitAsked() {
        return catchThrowableOfType(StorageException.Transient.class, () -> STORAGE.delete("k"))
                .retryAfter()
                .orElseThrow();
    }

    @Test
    void theRegionToSetIsNamed() {
        SERVICE.answer(
                any(anyUrl()), FakeS3.error(301, "PermanentRedirect").withHeader("x-amz-bucket-region", "eu-west-7"));
        assertThatThrownBy(() -> STORAGE.stat("k"))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("set cloud_region to it")
                .hasMessageContaining("eu-west-7");
    }

    @Test
    void aServiceThatDoesNotKnowCreateOnlyIsSaidWithTheSettingThatHelps() {
        SERVICE.answer(any(anyUrl()), FakeS3.error(501, "NotImplemented"));
        assertThatThrownBy(() -> STORAGE.put("k", CONTENT, CREATE))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("cloud_create_only");
        SERVICE.answer(any(anyUrl()), FakeS3.error(400, "NotImplemented"));
        assertThatThrownBy(() -> STORAGE.put("k", CONTENT, CREATE)).hasMessageContaining("cloud_create_only");
    }

    @Test
    void aMissingBucketIsNotAMissingObject() throws Exception {
        SERVICE.answer(any(anyUrl()), FakeS3.error(404, ""));
        assertThatThrownBy(() -> STORAGE.stat("k"))
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("no bucket memories");
        assertThatThrownBy(() -> STORAGE.list("", Depth.ALL, "", 10))
                .as("what a web server says that is no S3 service")
                .isInstanceOf(StorageException.Permanent.class)
                .hasMessageContaining("no bucket memories")
                .hasMessageContaining("cloud_endpoint");
        SERVICE.answer(head(urlPathEqualTo("/memories")), aResponse().withStatus(200));
        assertThat(STORAGE.stat("k")).isEmpty();
        SERVICE.answer(head(urlPathEqualTo("/memories")), aResponse().withStatus(403));
        assertThat(STORAGE.stat("k")).isEmpty();
    }

    @Test
    void aFailureIsNotRetriedHere() {
        SERVICE.answer(any(anyUrl()), FakeS3.error(503, "SlowDown"));
        int before = SERVICE.requests(RequestMethod.DELETE).size();
        assertThatThrownBy(() -> STORAGE.delete("k")).isInstanceOf(StorageException.Transient.class);
        assertThat(SERVICE.requests(RequestMethod.DELETE)).hasSize(before + 1);
    }

    @Test
    void afterARefusalForTheClockTheServicesOwnIsUsed() {
        SERVICE.answer(
                any(anyUrl()),
                FakeS3.error(403, "RequestTimeTooSkewed").withHeader("Date", "Wed, 10 Jan 2001 12:00:00 GMT"));
        try (S3Storage storage = new S3Storage(SERVICE.bucket("clock"))) {
            assertThatThrownBy(() -> storage.delete("k")).hasMessageContaining("clock");
            assertThatThrownBy(() -> storage.delete("k")).isInstanceOf(StorageException.Transient.class);
        }
        List<Request> requests = SERVICE.requests(RequestMethod.DELETE);
        assertThat(requests.get(requests.size() - 1).getHeader("X-Amz-Date")).startsWith("20010110T");
    }

    @Test
    void aWebPageInTheServicesPlaceIsNotTakenForAnAnswer() {
        SERVICE.answer(
                any(anyUrl()),
                aResponse().withHeader("Content-Type", "text/html").withBody("<html><body>Log in<br></body></html>"));
        assertThatThrownBy(() -> STORAGE.list("", Depth.ALL, "", 10)).isInstanceOf(StorageException.Corrupt.class);
    }

    @Test
    void aConnectionThatBreaksIsTransient() {
        for (Fault fault :
                List.of(Fault.EMPTY_RESPONSE, Fault.CONNECTION_RESET_BY_PEER, Fault.RANDOM_DATA_THEN_CLOSE)) {
            SERVICE.answer(any(anyUrl()), aResponse().withFault(fault));
            assertThatThrownBy(() -> STORAGE.delete("k"))
                    .as(fault.name())
                    .isInstanceOf(StorageException.Transient.class);
        }
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotTakenForTheEnd() {
        SERVICE.answer(
                get(anyUrl()),
                aResponse().withHeader("Content-Length", "10").withBody("12345").withHeader("Connection", "close"));
        assertThatThrownBy(() -> {
                    try (var in = STORAGE.open("k")) {
                        in.readAllBytes();
                    }
                })
                .isInstanceOf(StorageException.Transient.class);
    }

    @Test
    void nobodyListeningAndNoSuchHostAreTransient() throws Exception {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        for (URI endpoint : List.of(nobody, URI.create("http://holdfast.invalid"))) {
            try (S3Storage storage = new S3Storage(SERVICE.bucket("b").withEndpoint(endpoint))) {
                assertThatThrownBy(() -> storage.delete("k"))
                        .as(endpoint.toString())
                        .isInstanceOf(StorageException.Transient.class)
                        .hasMessageContaining("check the network");
            }
        }
    }

    @Test
    void aServiceThatIsSilentIsGivenUpOnInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            S3Options options =
                    SERVICE.bucket("b").withEndpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
            try (S3Storage storage =
                    new S3Storage(options.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)))) {
                assertThatThrownBy(() -> storage.delete("k")).isInstanceOf(StorageException.Transient.class);
            }
            try (S3Storage storage = new S3Storage(options)) {
                assertThatThrownBy(() -> storage.probe(Duration.ofMillis(300)))
                        .isInstanceOf(StorageException.Transient.class)
                        .hasMessageContaining("in time");
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
        }
    }

    @Test
    void anInterruptedCallEndsAndTheThreadStaysInterrupted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                S3Storage storage = new S3Storage(
                        SERVICE.bucket("b").withEndpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort())))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> storage.delete("k")).isInstanceOf(StorageException.Transient.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aTlsConnectionToAServiceWithoutTlsIsTransient() {
        S3Options options = SERVICE.bucket("b")
                .withEndpoint(URI.create(SERVICE.endpoint().toString().replace("http:", "https:")));
        try (S3Storage storage = new S3Storage(options)) {
            assertThatThrownBy(() -> storage.delete("k"))
                    .isInstanceOf(StorageException.Transient.class)
                    .hasMessageContaining("https");
        }
    }

    @Test
    void aTagThatIsAnotherMd5MeansThatOtherBytesArrived() {
        SERVICE.answer(put(anyUrl()), aResponse().withHeader("ETag", "\"0123456789abcdef0123456789abcdef\""));
        assertThatThrownBy(() -> STORAGE.put("k", CONTENT, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Corrupt.class);
    }
}
