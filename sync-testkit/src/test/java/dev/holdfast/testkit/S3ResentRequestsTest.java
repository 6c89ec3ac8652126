package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Depth;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import dev.holdfast.testkit.net.Ending;
import dev.holdfast.testkit.net.HttpFront;
import dev.holdfast.testkit.net.HttpRequest;
import dev.holdfast.testkit.net.LineFault;
import dev.holdfast.testkit.net.TcpFault;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * What the JDK's HTTP client sends again by itself when the connection ends before the reply: requests without a body,
 * once. {@code RetryingStorage} never hears of it, so each of them has to be one that does no harm when it is repeated.
 */
@Tag("alone")
class S3ResentRequestsTest {
    private static final TcpFault REPLY_LOST = TcpFault.onReply(LineFault.NONE.cut(0, Ending.FIN));
    private static final PutOptions IN_PARTS = PutOptions.DEFAULT.withMultipartThreshold(1 << 20);

    private final S3Proxy service = S3Proxy.shared();
    private final S3Options options = service.newBucket();
    private final AtomicInteger sent = new AtomicInteger();
    private final HttpFront front;
    private final StorageClient storage;

    S3ResentRequestsTest() throws IOException {
        front = new HttpFront(service.endpoint());
        storage = new S3Storage(options.withEndpoint(front.endpoint()));
    }

    @AfterEach
    void close() {
        storage.close();
        front.close();
    }

    /** The first such request is done and its reply lost; all of them are counted. */
    private void loseOneReply(Predicate<HttpRequest> which) {
        front.heal();
        sent.set(0);
        front.disturb(request -> which.test(request) && sent.incrementAndGet() == 1, 1, REPLY_LOST);
    }

    @Test
    void whatHasNoBodyIsSentOnceMoreAndDoesNoHarm() throws Exception {
        storage.put("a", Content.of(new byte[] {1}), PutOptions.DEFAULT);
        loseOneReply(request -> request.has("list-type"));
        assertThat(storage.list("", Depth.ALL, "", 10).objects()).hasSize(1);
        assertThat(sent).hasValue(2);
        loseOneReply(request -> request.header("x-amz-copy-source").isPresent());
        storage.move("a", "b", Precondition.NONE);
        assertThat(sent).hasValue(2);
        loseOneReply(request -> request.method().equals("DELETE"));
        storage.delete("b");
        assertThat(sent).hasValue(2);
        assertThat(storage.list("", Depth.ALL, "", 10).objects()).isEmpty();
    }

    @Test
    void whatHasABodyIsNotSentAgain() throws Exception {
        loseOneReply(request -> request.method().equals("PUT"));
        assertThatThrownBy(() -> storage.put("a", Content.of(new byte[] {1}), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(sent).hasValue(1);
        loseOneReply(request -> request.has("delete"));
        assertThatThrownBy(() -> storage.deleteAll(List.of("a"))).isInstanceOf(StorageException.Transient.class);
        assertThat(sent).hasValue(1);
    }

    @Test
    void whatBeginsAnUploadIsNotSentAgain() throws Exception {
        loseOneReply(request -> request.method().equals("POST") && request.has("uploads"));
        assertThatThrownBy(() -> storage.put("a", Content.of(FaultWork.IN_PARTS), IN_PARTS))
                .isInstanceOf(StorageException.Transient.class);
        assertThat(sent).hasValue(1);
        assertThat(uploads()).hasSize(1);
    }

    private List<MultipartUpload> uploads() {
        try (S3Client client = service.client()) {
            return client.listMultipartUploads(request -> request.bucket(options.bucket()))
                    .uploads();
        }
    }
}
