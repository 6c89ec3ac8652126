package dev.holdfast.testkit;

import dev.holdfast.sync.storage.s3.S3Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As many files as a long-kept memory has, on a real S3 service, from a process with little memory.
 *
 * <p>S3 can't rename: each file that is moved takes some eight requests, so ten thousand through everything take minutes.
 * The usual build takes a thousand. The long run: {@code -Dtest=S3ScaleTest -Dholdfast.s3.files=10000}.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("once")
@Tag("alone")
class S3ScaleTest {
    private static final String FILES = "holdfast.s3.files";

    @TempDir
    static Path directory = Path.of("");

    private static S3Proxy proxy;

    @BeforeAll
    static void startProxy() throws IOException {
        proxy = S3Proxy.inFolder(directory);
    }

    @AfterAll
    static void stopProxy() {
        proxy.close();
    }

    @Test
    void tenThousandFilesAreListedAndDeletedInSixtyFourMebibytes() throws Exception {
        assertCompletes(S3ScaleChild.LIST_AND_DELETE, 10_000);
    }

    @Test
    void aThousandFilesGoThroughEverythingInSixtyFourMebibytes() throws Exception {
        assertCompletes(S3ScaleChild.EVERYTHING, Integer.getInteger(FILES, 1000));
    }

    private static void assertCompletes(String what, int count) throws Exception {
        S3Options bucket = proxy.newBucket();
        // The service keeps objects as files, and takes files for objects: no ten thousand requests to begin with.
        for (int i = 0; i < count; i++) {
            write(directory.resolve(bucket.bucket()).resolve(ScaleRun.path(i)), ScaleRun.body(i));
        }
        try (S3ResumeProcess child = S3ResumeProcess.start(S3ScaleChild.class, bucket, what, Integer.toString(count))) {
            child.awaitSuccess();
        }
    }

    private static void write(Path file, byte[] body) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(file, body);
    }
}
