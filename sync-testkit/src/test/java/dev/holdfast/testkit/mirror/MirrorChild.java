package dev.holdfast.testkit.mirror;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.MirrorSetting;
import dev.holdfast.settings.Settings;
import dev.holdfast.sync.Mirrors;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.mirror.run.MirrorReport;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A process that runs a mirror as the command does, and prints a line for each step of a transfer. */
final class MirrorChild {
    /** What the line about a run's end begins with; how many operations it did follows. */
    static final String ENDED = "ended ";

    private MirrorChild() {}

    /** Arguments: a home, both sides, the S3 endpoint, how many runs. Fails by its exit code. */
    public static void main(String[] arguments) {
        MirrorSetting mirror = new MirrorSetting("notes", arguments[1], arguments[2], "twoWay");
        Settings settings = Settings.builder(Path.of(arguments[0]))
                .set(Keys.SYSTEM_ID, "laptop")
                .set(Keys.CLOUD_ENDPOINT, Optional.of(URI.create(arguments[3])))
                .set(Keys.MIRRORS, List.of(mirror))
                .build();
        boolean ok = true;
        try (Mirrors mirrors = new Mirrors(settings, InstantSource.system())) {
            for (int run = Integer.parseInt(arguments[4]); run > 0; run--) {
                MirrorReport report =
                        mirrors.run(mirror, false, progress -> System.out.println(progress.file()), new CancelSignal());
                ok &= report.ok();
                report.problems().stream().limit(3).forEach(problem -> System.out.println(problem.sentence()));
                report.verdicts().forEach(System.out::println);
                System.out.println(ENDED + report.done().operations());
            }
        }
        System.exit(ok ? 0 : 1);
    }
}
