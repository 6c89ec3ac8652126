package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Which unfinished uploads a sweep ends. */
@Tag("alone")
class S3SweepTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aRealServicesUploadsOfTodayAreLeftAndObjectsAreNeverTouched() throws Exception {
        S3Options options = S3Proxy.shared().newBucket().withPrefix("base");
        try (S3Client client = S3Proxy.shared().client();
                S3Storage storage = new S3Storage(options)) {
            begin(client, options, "base/in/one");
            begin(client, options, "base/inside");
            begin(client, options, "in/one");
            storage.put("in/object", Content.of(new byte[1]), PutOptions.DEFAULT);
            assertThat(storage.sweep("in/", DAY)).isZero();
            assertThat(unfinished(client, options)).hasSize(3);
            // As if a day had passed: what was begun before tomorrow counts as idle.
            assertThat(storage.sweep("in/", DAY.negated())).isEqualTo(1);
            assertThat(unfinished(client, options)).containsExactlyInAnyOrder("base/inside", "in/one");
            assertThat(storage.stat("in/object")).isPresent();
        }
    }

    @Test
    void onlyWhatWasIdleForSoLongByTheServicesClockIsEnded() throws Exception {
        try (FakeS3 service = new FakeS3();
                S3Storage storage = new S3Storage(service.bucket("b"))) {
            service.answer(uploads(), response("""
                    <ListMultipartUploadsResult><IsTruncated>false</IsTruncated>
                    <Upload><Key>old</Key><UploadId>1</UploadId><Initiated>2001-01-01T00:00:00Z</Initiated></Upload>
                    <Upload><Key>old</Key><UploadId>2</UploadId><Initiated>2001-01-01T00:00:00Z</Initiated></Upload>
                    <Upload><Key>young</Key><UploadId>3</UploadId><Initiated>2001-01-09T13:00:00Z</Initiated></Upload>
                    </ListMultipartUploadsResult>""").withHeader("Date", "Wed, 10 Jan 2001 12:00:00 GMT"));
            service.answer(parts("1"), response("""
                    <ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><Size>1</Size>
                    <LastModified>2001-01-02T00:00:00Z</LastModified><ETag>"x"</ETag></Part></ListPartsResult>"""));
            service.answer(parts("2"), response("""
                    <ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber><Size>1</Size>
                    <LastModified>2001-01-10T11:00:00Z</LastModified><ETag>"x"</ETag></Part></ListPartsResult>"""));
            service.answer(WireMock.delete(anyUrl()), aResponse().withStatus(204));
            assertThat(storage.sweep("", DAY)).isEqualTo(1);
            assertThat(service.queries(RequestMethod.DELETE)).containsExactly("uploadId=1");
        }
    }

    @Test
    void aServiceThatDoesNotListUploadsHasNothingToSweepButAMissingBucketIsSaid() throws Exception {
        try (FakeS3 service = new FakeS3();
                S3Storage storage = new S3Storage(service.bucket("b"))) {
            service.answer(uploads(), FakeS3.error(501, "NotImplemented"));
            assertThat(storage.sweep("", DAY)).isZero();
            service.answer(uploads(), FakeS3.error(404, "NoSuchBucket"));
            assertThatThrownBy(() -> storage.sweep("", DAY)).isInstanceOf(StorageException.Permanent.class);
        }
    }

    private static MappingBuilder uploads() {
        return get(anyUrl()).withQueryParam("uploads", equalTo(""));
    }

    private static MappingBuilder parts(String id) {
        return get(anyUrl()).withQueryParam("uploadId", equalTo(id));
    }

    private static ResponseDefinitionBuilder response(String body) {
        return aResponse().withHeader("Content-Type", "application/xml").withBody(body);
    }

    private static void begin(S3Client client, S3Options options, String key) {
        String id = client.createMultipartUpload(
                        request -> request.bucket(options.bucket()).key(key))
                .uploadId();
        client.uploadPart(
                request ->
                        request.bucket(options.bucket()).key(key).uploadId(id).partNumber(1),
                RequestBody.fromBytes(new byte[] {1}));
    }

    private static List<String> unfinished(S3Client client, S3Options options) {
        return client.listMultipartUploads(request -> request.bucket(options.bucket())).uploads().stream()
                .map(MultipartUpload::key)
                .toList();
    }
}
