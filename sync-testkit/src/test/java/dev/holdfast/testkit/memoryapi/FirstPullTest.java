package dev.holdfast.testkit.memoryapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The first pull from a server that has been in use for long, by a process with little memory. Into a store goes a part of the
 * records, as each is searched for and indexed; all of them with {@code -Dholdfast.records=100000}.
 */
@Tag("once")
class FirstPullTest {
    private static final int MANY = 100_000;
    private static final int SOME = Integer.getInteger("holdfast.records", 10_000);
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    Path directory = Path.of("");

    static String content(int number) {
        return String.format(
                Locale.ROOT,
                "Memory %06d: the deployment of service %d goes through stage %d.",
                number,
                number % 10,
                number % 7);
    }

    @Test
    void aHundredThousandRecordsAreReadInSixtyFourMebibytes() throws Exception {
        assertCompletes("read", MANY);
    }

    @Test
    void aStoreTakesInWhatAServerHasInSixtyFourMebibytes() throws Exception {
        assertCompletes("store", SOME);
    }

    private void assertCompletes(String what, int count) throws Exception {
        try (StandInMemoryApi server = new StandInMemoryApi()) {
            server.addKey("key", "ann");
            server.fill("ann", count, FirstPullTest::content);
            Path output = directory.resolve("output");
            Process child = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FirstPullChild.class.getName(),
                            what,
                            directory.resolve("home").toString(),
                            server.base().toString(),
                            Integer.toString(count)))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                boolean ended = child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
                String said = Files.readString(output, StandardCharsets.UTF_8);
                assertThat(ended).as("ended, after %s", said).isTrue();
                assertThat(child.exitValue()).as("exit code, after %s", said).isZero();
                assertThat(said).contains(count + " records in ");
                assertThat(server.count(Operation.CREATE)).isZero();
            } finally {
                child.destroyForcibly();
            }
        }
    }
}
