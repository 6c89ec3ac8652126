package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A gibibyte on its way to an S3 endpoint whose sender is killed half way and started again: which of the parts that the
 * endpoint held by then it is sent once more, by the endpoint's own request log.
 */
final class S3Kill implements Row {
    private static final int MEBIBYTES = 1024;
    private static final int KILLED_AT_PART = 100;
    private static final String KEY = "kill.bin";

    private final S3Site site;

    private S3Kill(S3Site site) {
        this.site = site;
    }

    static Row open(Path root) throws IOException {
        return new S3Kill(S3Site.open(MEBIBYTES, "-DLOG_LEVEL=debug"));
    }

    @Override
    public String title() {
        return "1 GiB to S3, killed half way and started again";
    }

    @Override
    public String note() {
        return "SIGKILL when s3proxy logs the " + KILLED_AT_PART + "th part. Which parts were finished is what it lists"
                + " then; which were sent again is what its request log says. The object is compared by SHA-256.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("finished parts", "parts", Limit.oursAtLeast(KILLED_AT_PART / 2)),
                new Measure("of these, sent again", "parts", Limit.ours(0)),
                new Measure("second start to the end", "s", Limit.ratio(1)));
    }

    @Override
    public int mostRounds() {
        return 3;
    }

    @Override
    public Contender ours() {
        return new Killed(site, new OurClient());
    }

    @Override
    public Contender peer() {
        return new Killed(site, new Rclone());
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private record Killed(S3Site site, S3Program program) implements Contender {
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
                int before = site.partsSent(KEY).size();
                kill(before + KILLED_AT_PART);
                Set<Integer> finished = site.partsHeld(KEY);
                int atKill = site.partsSent(KEY).size();
                TimedProcess second = TimedProcess.run(site.putting(program, KEY));
                List<Integer> sent = site.partsSent(KEY);
                Set<Integer> again = new HashSet<>(sent.subList(atKill, sent.size()));
                again.retainAll(finished);
                site.getAndCompare(program, KEY);
                return List.of((double) finished.size(), (double) again.size(), second.seconds());
            } finally {
                site.delete(KEY);
            }
        }

        private void kill(int atPart) throws IOException {
            Process process = site.putting(program, KEY).start();
            try {
                while (site.partsSent(KEY).size() < atPart) {
                    if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                        throw new IOException(program.name() + " ended before it could be killed");
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for a part", e);
            } finally {
                process.destroyForcibly().onExit().join();
            }
        }
    }
}
