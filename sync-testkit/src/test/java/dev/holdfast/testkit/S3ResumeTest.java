package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.sync.storage.PutOptions;
import dev.holdfast.sync.storage.StorageClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Uploads that are killed in the middle, judged by what the endpoint itself says: its request log, its objects, and the
 * uploads that it holds unfinished.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("once")
@Tag("alone")
class S3ResumeTest {
    private static final String KEY = "memory/large.bin";
    private static final int SIZE = 40;
    private static final S3ResumeContent CONTENT = new S3ResumeContent(1, SIZE);
    /** In the fifth part of 5 MiB. */
    private static final int HALF_WAY = 22;

    private static final int FINISHED_PARTS = 4;
    private static final int TO_THE_END = Integer.MAX_VALUE;

    private static S3Proxy proxy;

    private S3ResumeEndpoint endpoint;

    @BeforeAll
    static void startProxy(@TempDir Path directory) throws IOException {
        proxy = S3Proxy.inFolder(directory, "-DLOG_LEVEL=debug");
    }

    @AfterAll
    static void stopProxy() {
        proxy.close();
    }

    @BeforeEach
    void makeBucket() {
        endpoint = new S3ResumeEndpoint(proxy);
    }

    @AfterEach
    void closeClient() {
        endpoint.close();
    }

    @Test
    void theNextProcessDoesNotSendAgainWhatTheKilledOneFinished() throws Exception {
        killHalfWay();
        List<Integer> before = endpoint.partsSent();
        assertThat(before).contains(1, 2, 3, 4);

        try (S3ResumeProcess next = start(CONTENT, TO_THE_END)) {
            next.awaitSuccess();
        }

        List<Integer> all = endpoint.partsSent();
        assertThat(all.subList(before.size(), all.size()))
                .as("parts that the next process sent")
                .containsExactlyInAnyOrder(5, 6, 7, 8);
        endpoint.requireStored(KEY, CONTENT);
        assertThat(endpoint.uploads()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "40, 0, other from its start",
        "40, 12, other after two of the finished parts",
        "12, 12, the beginning alone which ends within a finished part",
        "2, 2, the beginning alone which is less than a part"
    })
    void otherContentIsNeverMixedWithWhatTheKilledProcessSent(int mebibytes, int changedFrom, String description)
            throws Exception {
        killHalfWay();
        S3ResumeContent other = new S3ResumeContent(1, mebibytes, changedFrom);
        try (StorageClient storage = S3ResumeChild.composed(endpoint.options())) {
            storage.put(KEY, other::open, PutOptions.DEFAULT);
        }
        endpoint.requireStored(KEY, other);
        requireNothingLeftAfterASweep();
        endpoint.requireStored(KEY, other);
    }

    @ParameterizedTest
    @CsvSource({"40, the same content", "12, content that differs after two parts"})
    void twoProcessesThatPutOneKeyAtOnceLeaveOneWholeObject(int changedFrom, String description) throws Exception {
        S3ResumeContent other = new S3ResumeContent(1, SIZE, changedFrom);
        try (S3ResumeProcess one = start(CONTENT, HALF_WAY);
                S3ResumeProcess two = start(other, HALF_WAY)) {
            one.awaitPause();
            two.awaitPause();
            one.goOn();
            two.goOn();
            one.awaitSuccess();
            two.awaitSuccess();
        }
        endpoint.requireStored(KEY, CONTENT, other);
        requireNothingLeftAfterASweep();
    }

    /** The service tells its time in whole seconds: what was sent in this one is not idle yet. */
    private void requireNothingLeftAfterASweep() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            endpoint.sweep();
            return endpoint.uploads().isEmpty();
        });
    }

    private void killHalfWay() throws Exception {
        try (S3ResumeProcess first = start(CONTENT, HALF_WAY)) {
            first.awaitPause();
            await().atMost(Duration.ofSeconds(60)).until(() -> endpoint.partsHeld() == FINISHED_PARTS);
            first.kill();
        }
    }

    private S3ResumeProcess start(S3ResumeContent content, int pauseBefore) throws IOException {
        return S3ResumeProcess.start(
                S3ResumeChild.class, endpoint.options(), KEY, content.text(), Integer.toString(pauseBefore));
    }
}
