package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A refusal for the clock, as an answer that has no room to say so. */
@Tag("alone")
class S3ClockTest {
    @Test
    void aWrongClockIsNotTakenForAMissingRightAndTheServicesOwnIsUsedFromThenOn() throws Exception {
        try (FakeS3 service = new FakeS3();
                StorageClient storage = new S3Storage(service.bucket("b"))) {
            service.answer(head(anyUrl()), aResponse().withStatus(403));
            service.answer(
                    get(anyUrl()),
                    FakeS3.error(403, "RequestTimeTooSkewed").withHeader("Date", "Wed, 10 Jan 2001 12:00:00 GMT"));
            assertThatThrownBy(() -> storage.stat("k"))
                    .isInstanceOf(StorageException.Transient.class)
                    .hasMessageContaining("clock");
            service.answer(
                    head(anyUrl()),
                    aResponse().withHeader("Content-Length", "1").withHeader("ETag", "\"e\""));
            assertThat(storage.stat("k")).isPresent();
            List<Request> asked = service.requests(RequestMethod.HEAD);
            assertThat(asked.get(asked.size() - 1).getHeader("X-Amz-Date")).startsWith("20010110T");
        }
    }

    @Test
    void aMissingRightStaysOneWhereListingIsAllowedOrDenied() throws Exception {
        try (FakeS3 service = new FakeS3();
                StorageClient storage = new S3Storage(service.bucket("b"))) {
            service.answer(head(anyUrl()), aResponse().withStatus(403));
            service.answer(get(anyUrl()), FakeS3.error(403, "AccessDenied"));
            assertThatThrownBy(() -> storage.stat("k")).isInstanceOf(StorageException.Denied.class);
            service.answer(
                    get(anyUrl()),
                    aResponse()
                            .withHeader("Content-Type", "application/xml")
                            .withBody("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"));
            assertThatThrownBy(() -> storage.stat("k")).isInstanceOf(StorageException.Denied.class);
        }
    }
}
