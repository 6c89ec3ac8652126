package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The timer as a user meets it, with a stand-in for cron. */
class ScheduleIT {
    @TempDir
    Path temp;

    @Test
    void theInstalledLineDrainsFromABareEnvironment() throws Exception {
        Path crontab = temp.resolve("lines");
        Path programs = Files.createDirectory(temp.resolve("bin"));
        Path cron = programs.resolve("crontab");
        Files.writeString(
                cron,
                "#!/bin/sh\nif [ \"$1\" = -l ]; then cat '" + crontab + "' 2>/dev/null || { echo 'no crontab'"
                        + " >&2; exit 1; }; else cat > '" + crontab + "'; fi\n");
        Files.setPosixFilePermissions(cron, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(programs.resolve("systemctl"), "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(programs.resolve("systemctl"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Holdfast holdfast = Holdfast.in(temp.resolve("home"))
                .with(Map.of("PATH", programs + ":" + System.getenv("PATH"), "HOME", temp.toString()));

        assertThat(holdfast.run("schedule").status()).isEqualTo(ExitCode.USAGE);
        assertThat(holdfast.run("schedule", "status").status()).isEqualTo(ExitCode.FAILED);
        assertThat(holdfast.run("schedule", "--print").out()).contains("*/15 * * * *");
        assertThat(crontab).doesNotExist();
        assertThat(holdfast.run("schedule", "install").status()).isEqualTo(ExitCode.DONE);
        assertThat(holdfast.run("schedule", "status").out()).contains("every 15 minutes");

        String command = Files.readString(crontab)
                .substring("*/15 * * * * ".length())
                .replace("\\%", "%")
                .replace(">/dev/null 2>&1", "");
        Process timer = new ProcessBuilder("/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "/bin/sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        String out = new String(timer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(timer.waitFor()).as(out).isZero();
        assertThat(out).contains("Drained");
        assertThat(temp.resolve("home")).isDirectoryContaining(path -> path.endsWith("state.db"));
    }
}
