package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class TimedProcessTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theMostMemoryThatAProcessHeldIsKnownAfterItHasEnded(@TempDir Path folder) throws IOException {
        // A program in its source has to be compiled first, so it is there for many looks; a bare JVM may be gone
        // before one.
        Path source = Files.writeString(
                folder.resolve("Empty.java"), "class Empty { public static void main(String[] words) {} }");
        TimedProcess java = TimedProcess.run(java(folder, source.toString()));
        assertThat(java.peakMebibytes()).as("a JVM, in MiB").isBetween(5.0, 500.0);
    }

    @Test
    void aProcessThatFailsFailsTheRunWithWhatItSaid(@TempDir Path folder) {
        assertThatThrownBy(() -> TimedProcess.run(java(folder, "-no-such-option")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-option");
    }

    private static ProcessBuilder java(Path folder, String word) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), word)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
    }
}
