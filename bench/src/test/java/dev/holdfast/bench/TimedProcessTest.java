package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class TimedProcessTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theMostMemoryThatAProcessHeldIsKnownAfterItHasEnded(@TempDir Path folder) throws IOException {
        TimedProcess java = TimedProcess.run(java(folder, "-version"));
        assertThat(java.peakMebibytes()).as("a JVM, in MiB").isBetween(5.0, 500.0);
    }

    @Test
    void aProcessThatFailsFailsTheRunWithWhatItSaid(@TempDir Path folder) {
        assertThatThrownBy(() -> TimedProcess.run(java(folder, "-no-such-option")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-option");
    }

    private static ProcessBuilder java(Path folder, String option) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), option)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
    }
}
