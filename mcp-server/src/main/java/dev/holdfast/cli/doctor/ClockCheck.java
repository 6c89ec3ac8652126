package dev.holdfast.cli.doctor;

import dev.holdfast.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Compares this machine's clock with the one of the remote's file system, which another machine may keep. Nothing that
 * survives a sync depends on clocks, but S3 refuses requests that are 15 minutes off, and times in lists mislead.
 */
final class ClockCheck {
    private static final Duration TOLERATED = Duration.ofMinutes(2);
    private static final String CHECK = "clock";

    private ClockCheck() {}

    static Finding against(Settings settings, InstantSource clock) {
        if (settings.remoteIsBucket()) {
            return Finding.ok(
                    CHECK, "is compared by the bucket's service at every request, and refused when 15 minutes off");
        }
        URI remote = settings.remote().orElse(null);
        if (remote == null || !"file".equals(remote.getScheme())) {
            return Finding.ok(CHECK, "no remote with a clock of its own to compare it with");
        }
        Path folder = Path.of(remote);
        if (!Files.isWritable(folder)) {
            return Finding.warning(CHECK, "can't be compared: " + folder + " can't be written to");
        }
        try {
            return compare(folder, clock);
        } catch (IOException e) {
            return Finding.warning(CHECK, "can't be compared: a file in " + folder + " can't be made");
        }
    }

    private static Finding compare(Path folder, InstantSource clock) throws IOException {
        Path probe = Files.createTempFile(folder, ".holdfast-clock-", ".tmp");
        try {
            Instant theirs = Files.getLastModifiedTime(probe).toInstant();
            Duration skew = Duration.between(theirs, clock.instant()).abs();
            return skew.compareTo(TOLERATED) > 0
                    ? Finding.warning(
                            CHECK,
                            "differs by " + skew.toSeconds() + " s from the clock of " + folder
                                    + "; set this machine's time")
                    : Finding.ok(CHECK, "agrees with the remote's");
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
