package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A gibibyte to an S3 endpoint and back, beside rclone. Each way is a process of its own on both sides, counted from
 * before its start until it has ended, because that is what a person waits for: so the start of the JVM counts too.
 */
final class S3Stream implements Row {
    private static final int MEBIBYTES = 1024;
    private static final String KEY = "stream.bin";

    private final S3Site site;

    private S3Stream(S3Site site) {
        this.site = site;
    }

    static Row open(Path root) throws IOException {
        return new S3Stream(S3Site.open(MEBIBYTES));
    }

    @Override
    public String title() {
        return "1 GiB of unknown length to S3 and back, at -Xmx64m";
    }

    @Override
    public String note() {
        return "To s3proxy on this machine. Each way is a process of its own, timed with its start and its end on both"
                + " sides; what came back is compared by SHA-256. Memory is the most that either process held.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("upload", "MiB/s", Limit.ratioAtLeast(0.9)),
                new Measure("download", "MiB/s", Limit.ratioAtLeast(0.9)),
                new Measure("resident memory at its highest", "MiB", Limit.ours(192)));
    }

    @Override
    public int mostRounds() {
        return 5;
    }

    @Override
    public Contender ours() {
        return new RoundTrip(site, new OurClient());
    }

    @Override
    public Contender peer() {
        return new RoundTrip(site, new Rclone());
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private record RoundTrip(S3Site site, S3Program program) implements Contender {
        @Override
        public String name() {
            return program.name();
        }

        @Override
        public Optional<String> missing() {
            return program.missing();
        }

        @Override
        public List<Double> run() throws IOException {
            try {
                TimedProcess up = TimedProcess.run(site.putting(program, KEY));
                TimedProcess down = site.getAndCompare(program, KEY);
                return List.of(
                        MEBIBYTES / up.seconds(),
                        MEBIBYTES / down.seconds(),
                        Math.max(up.peakMebibytes(), down.peakMebibytes()));
            } finally {
                site.delete(KEY);
            }
        }
    }
}
