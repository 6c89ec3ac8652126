package dev.holdfast.testkit;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.http.RequestMethod;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import dev.holdfast.sync.storage.Content;
import dev.holdfast.sync.storage.Precondition;
import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import dev.holdfast.sync.storage.StoredObject;
import dev.holdfast.sync.storage.s3.S3Options;
import dev.holdfast.sync.storage.s3.S3Storage;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** How content is cut and sent, and what becomes of an upload that does not end well. */
@Tag("once")
@Tag("alone")
class S3MultipartTest {
    private static final int MIB = 1 << 20;
    private static final int PART = 5 * MIB;
    private static final byte[] CONTENT = random(2 * PART + 777);
    private static final PutOptions CREATE = PutOptions.DEFAULT.with(Precondition.ABSENT);

    private S3Options direct = S3Options.bucket("none");
    private S3Recorder recorder = new S3Recorder(S3Proxy.shared().options("none"));
    private StorageClient storage = new MemoryStorage();

    @BeforeEach
    void makeBucket() {
        recorder.close();
        direct = S3Proxy.shared().newBucket();
        recorder = new S3Recorder(direct);
        storage = new S3Storage(recorder.seen());
    }

    @AfterEach
    void close() {
        storage.close();
        recorder.close();
    }

    @Test
    void contentOfOnePartGoesInOneRequest() throws Exception {
        byte[] exactly = Arrays.copyOf(CONTENT, PART);
        storage.put("k", unsized(exactly), PutOptions.DEFAULT);
        assertThat(recorder.wholeObjects()).containsExactly(PART);
        assertThat(recorder.count(RequestMethod.POST, "uploads")).isZero();
        assertThat(read("k")).isEqualTo(exactly);
    }

    @Test
    void contentOfUnknownSizeGoesInEqualPartsWhenItIsMoreThanOne() throws Exception {
        StoredObject stored = storage.put("k", unsized(CONTENT), PutOptions.DEFAULT);
        assertThat(recorder.partsTaken()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(stored.size()).isEqualTo(CONTENT.length);
        assertThat(read("k")).isEqualTo(CONTENT);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void contentThatEndsWithAPartHasNoEmptyPartBehindIt() throws Exception {
        storage.put("k", unsized(Arrays.copyOf(CONTENT, 2 * PART)), PutOptions.DEFAULT);
        assertThat(recorder.partsTaken()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void contentExpectedBelowTheThresholdGoesInOneRequestAndKeepsItsHash() throws Exception {
        List<Long> progress = new ArrayList<>();
        StoredObject stored = storage.put("k", Content.of(CONTENT), PutOptions.DEFAULT.with(progress::add));
        assertThat(recorder.wholeObjects()).containsExactly(CONTENT.length);
        assertThat(progress).isSorted().doesNotHaveDuplicates().endsWith((long) CONTENT.length);
        assertThat(stored.sha256()).isPresent();
        assertThat(read("k")).isEqualTo(CONTENT);
    }

    @Test
    void contentExpectedAtTheThresholdGoesInParts() throws Exception {
        storage.put("k", Content.of(CONTENT), PutOptions.DEFAULT.withMultipartThreshold(CONTENT.length));
        assertThat(recorder.partsTaken()).hasSize(3);
    }

    @Test
    void contentThatGrewBeyondItsExpectedSizeIsStoredWhole() throws Exception {
        Content lying = Content.sized(PART + 1, unsized(CONTENT));
        storage.put("k", lying, PutOptions.DEFAULT.withMultipartThreshold(PART + 2));
        assertThat(recorder.partsTaken()).hasSize(3);
        assertThat(read("k")).isEqualTo(CONTENT);
        storage.put("small", Content.sized(1, unsized(CONTENT)), PutOptions.DEFAULT);
        assertThat(read("small")).isEqualTo(CONTENT);
    }

    @Test
    void contentThatIsShorterWhenItIsSentThanWhenItWasHashedIsRefused() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        Content shrinking = Content.sized(
                CONTENT.length,
                () -> new ByteArrayInputStream(CONTENT, 0, CONTENT.length - opened.getAndIncrement() * MIB));
        assertThatThrownBy(() -> storage.put("k", shrinking, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class);
        assertThat(storage.stat("k")).isEmpty();
    }

    @Test
    void noMoreThanFourPartsAreReadAheadOfWhatArrived() throws Exception {
        AtomicLong read = new AtomicLong();
        AtomicLong ahead = new AtomicLong();
        AtomicLong arrived = new AtomicLong();
        byte[] bytes = random(6 * PART);
        Content counted = () -> new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                long now = read.addAndGet(Math.max(count, 0));
                ahead.accumulateAndGet(now - arrived.get(), Math::max);
                return count;
            }
        };
        storage.put("k", counted, PutOptions.DEFAULT.with(arrived::set));
        assertThat(ahead.get()).isBetween((long) PART, 4L * PART);
        assertThat(arrived.get()).isEqualTo(bytes.length);
    }

    @Test
    void aPartOnASlowLineShowsThatItMoves() throws Exception {
        AtomicInteger alive = new AtomicInteger();
        PutOptions told = PutOptions.DEFAULT.alsoTelling(alive::incrementAndGet);
        storage.put("parts", unsized(CONTENT), told);
        // Far more often than parts arrive; which of them is the first to do so is not settled.
        assertThat(alive.get()).isGreaterThan(CONTENT.length / MIB);
        alive.set(0);
        storage.put("whole", unsized(Arrays.copyOf(CONTENT, PART)), told);
        assertThat(alive.get()).isGreaterThan(PART / MIB);
    }

    @Test
    void aSecondTryDoesNotSendAgainWhatArrived() throws Exception {
        StubMapping busy = recorder.answer(part(2).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> storage.put("k", unsized(CONTENT), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        List<Integer> arrived = partsKept();
        assertThat(unfinished()).hasSize(1);
        recorder.stop(busy);
        recorder.forget();
        List<Long> progress = new ArrayList<>();
        storage.put("k", unsized(CONTENT), PutOptions.DEFAULT.with(progress::add));
        assertThat(recorder.partsTaken()).doesNotContainAnyElementsOf(arrived).contains(2);
        assertThat(recorder.partsTaken()).hasSize(3 - arrived.size());
        assertThat(progress).isSorted().doesNotHaveDuplicates().endsWith((long) CONTENT.length);
        assertThat(read("k")).isEqualTo(CONTENT);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void partsOfOtherContentAreNotTakenOver() throws Exception {
        leaveBehind(CONTENT, 3);
        byte[] other = CONTENT.clone();
        other[PART + 1]++;
        storage.put("k", unsized(other), PutOptions.DEFAULT);
        assertThat(read("k")).isEqualTo(other);
    }

    @Test
    void aLongerLeftOverDoesNotLengthenShorterContent() throws Exception {
        leaveBehind(CONTENT, 3);
        byte[] shorter = Arrays.copyOf(CONTENT, PART + 5);
        storage.put("k", unsized(shorter), PutOptions.DEFAULT);
        assertThat(read("k")).isEqualTo(shorter);
    }

    @Test
    void aServiceThatDoesNotListUploadsGetsAllPartsAgain() throws Exception {
        leaveBehind(CONTENT, 2);
        recorder.answer(get(anyUrl())
                .withQueryParam("uploads", equalTo(""))
                .willReturn(aResponse().withStatus(501)));
        recorder.forget();
        storage.put("k", unsized(CONTENT), PutOptions.DEFAULT);
        assertThat(recorder.partsTaken()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(read("k")).isEqualTo(CONTENT);
    }

    @Test
    void aPutWithMetadataBeginsAnewAndKeepsIt() throws Exception {
        leaveBehind(CONTENT, 2);
        recorder.forget();
        Map<String, String> metadata = Map.of("origin", "München", "Odd Näme", " 100%\n");
        storage.put("k", unsized(CONTENT), PutOptions.DEFAULT.with(metadata));
        assertThat(recorder.partsTaken()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(storage.stat("k").orElseThrow().metadata()).isEqualTo(metadata);
    }

    @Test
    void aRefusalForGoodLeavesNothingBehind() {
        recorder.answer(part(2).willReturn(aResponse().withStatus(403)));
        assertThatThrownBy(() -> storage.put("k", unsized(CONTENT), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Denied.class);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void aFailureToCleanUpDoesNotHideTheFirstFailure() {
        recorder.answer(part(2).willReturn(aResponse().withStatus(403)));
        recorder.answer(delete(anyUrl()).willReturn(aResponse().withStatus(500)));
        assertThatThrownBy(() -> storage.put("k", unsized(CONTENT), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Denied.class);
    }

    @Test
    void aCancelledPutLeavesNothingBehind() throws Exception {
        Content cancelled = failingAfter(PART + 1, new CancellationException("stop"));
        assertThatThrownBy(() -> storage.put("k", cancelled, PutOptions.DEFAULT))
                .isInstanceOf(CancellationException.class);
        assertThat(unfinished()).isEmpty();
        assertThat(storage.stat("k")).isEmpty();
    }

    @Test
    void contentThatCannotBeReadToItsEndLeavesNothingBehind() throws Exception {
        Content broken = failingAfter(PART + 1, new IOException("disk"));
        assertThatThrownBy(() -> storage.put("k", broken, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Unreadable.class)
                .hasRootCauseMessage("disk");
        assertThat(unfinished()).isEmpty();
        assertThat(storage.stat("k")).isEmpty();
    }

    @Test
    void aCreateOnlyPutSendsNoPartsWhenTheKeyIsInUse() throws Exception {
        storage.put("k", Content.of(new byte[] {1}), PutOptions.DEFAULT);
        assertThatThrownBy(() -> storage.put("k", unsized(CONTENT), CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(recorder.partsTaken()).isEmpty();
        assertThat(read("k")).containsExactly(1);
    }

    @Test
    void aCreateOnlyPutInPartsLosesToOneThatWasFasterMeanwhile() throws Exception {
        Content overtaken = () -> new FilterInputStream(new ByteArrayInputStream(CONTENT)) {
            private boolean done;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count < 0 && !done) {
                    done = true;
                    storage.put("k", Content.of(new byte[] {1}), CREATE);
                }
                return count;
            }
        };
        assertThatThrownBy(() -> storage.put("k", overtaken, CREATE))
                .isInstanceOf(StorageException.PreconditionFailed.class);
        assertThat(read("k")).containsExactly(1);
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void anUploadThatSomebodyElseEndedFailsForNow() {
        Content aborted = () -> new FilterInputStream(new ByteArrayInputStream(CONTENT)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int count = super.read(buffer, offset, length);
                if (count < 0) {
                    abortAll();
                }
                return count;
            }
        };
        assertThatThrownBy(() -> storage.put("k", aborted, PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
    }

    /** Leaves an unfinished upload of the key {@code k}: all parts before the given one. */
    private void leaveBehind(byte[] content, int refused) throws Exception {
        StubMapping busy = recorder.answer(part(refused).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(() -> storage.put("k", unsized(content), PutOptions.DEFAULT))
                .isInstanceOf(StorageException.Transient.class);
        recorder.stop(busy);
        assertThat(unfinished()).hasSize(1);
    }

    private List<MultipartUpload> unfinished() {
        try (S3Client client = S3Proxy.shared().client()) {
            return client.listMultipartUploads(request -> request.bucket(direct.bucket()))
                    .uploads();
        }
    }

    private List<Integer> partsKept() {
        try (S3Client client = S3Proxy.shared().client()) {
            return unfinished().stream()
                    .flatMap(upload -> client
                            .listParts(request -> request.bucket(direct.bucket())
                                    .key(upload.key())
                                    .uploadId(upload.uploadId()))
                            .parts()
                            .stream())
                    .map(part -> part.partNumber())
                    .toList();
        }
    }

    private void abortAll() {
        try (S3Client client = S3Proxy.shared().client()) {
            for (MultipartUpload upload : unfinished()) {
                client.abortMultipartUpload(request ->
                        request.bucket(direct.bucket()).key(upload.key()).uploadId(upload.uploadId()));
            }
        }
    }

    private static MappingBuilder part(int number) {
        return put(anyUrl()).withQueryParam("partNumber", equalTo(Integer.toString(number)));
    }

    private byte[] read(String key) throws IOException {
        try (InputStream in = storage.open(key)) {
            return in.readAllBytes();
        }
    }

    private static Content unsized(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    private static Content failingAfter(int size, Exception failure) {
        return () -> new java.io.SequenceInputStream(
                new ByteArrayInputStream(CONTENT, 0, size), new OddStreams.Failing(failure));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
