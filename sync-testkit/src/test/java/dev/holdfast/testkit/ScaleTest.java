package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many files as a long-kept memory has, from a process with little of it. */
@Tag("once")
@Tag("alone")
class ScaleTest {
    private static final int MANY = 100_000;

    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    Path here = Path.of("");

    @Test
    void aHundredThousandFilesInMemoryGoThroughEverythingInSixtyFourMebibytes() throws Exception {
        assertCompletes("memory", MANY);
    }

    @Test
    void aHundredThousandFilesInAFolderGoThroughEverythingInSixtyFourMebibytes() throws Exception {
        Path folder = Files.createDirectory(here.resolve("storage"));
        for (int i = 0; i < MANY; i++) {
            write(folder.resolve(ScaleRun.path(i)), ScaleRun.body(i));
        }
        assertCompletes(folder.toString(), MANY);
    }

    /** With plain file calls: a put that is on disk when it returns would take most of the time. */
    private static void write(Path file, byte[] body) throws IOException {
        Path folder = file.getParent();
        if (folder != null && Files.notExists(folder)) {
            Files.createDirectories(folder);
        }
        Files.write(file, body);
    }

    private void assertCompletes(String storage, int count) throws Exception {
        Path output = here.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(ScaleChild.class.getName(), storage, Integer.toString(count)));
        Process child = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as("ended, after %s", said).isTrue();
            assertThat(child.exitValue()).as("exit code, after %s", said).isZero();
            assertThat(said).contains("deleted in ");
        } finally {
            child.destroyForcibly();
        }
    }
}
