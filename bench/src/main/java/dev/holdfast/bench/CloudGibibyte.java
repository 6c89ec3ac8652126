package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file of a gibibyte through a whole sync and a whole restore of a server with a small heap, beside rclone. */
final class CloudGibibyte implements Row {
    private static final int MEBIBYTES = 1024;

    private final S3Site site;
    private final Path root;

    private CloudGibibyte(S3Site site, Path root) {
        this.site = site;
        this.root = root;
    }

    static Row open(Path root) throws IOException {
        return new CloudGibibyte(S3Site.open(MEBIBYTES), root);
    }

    @Override
    public String title() {
        return "A file of 1 GiB synced to S3 and restored, at -Xmx64m";
    }

    @Override
    public String note() {
        return "Random bytes, to s3proxy on this machine. Ours by the tools `sync_to_remote` and `restore` of a server that"
                + " runs already, rclone's by a process each way. What came back is compared by SHA-256.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("sync", "MiB/s", Limit.none()),
                new Measure("restore", "MiB/s", Limit.none()),
                new Measure("resident memory at its highest", "MiB", Limit.ours(192)));
    }

    @Override
    public int mostRounds() {
        return 3;
    }

    @Override
    public Contender ours() {
        return new RoundTrip(site, new OurServer(root));
    }

    @Override
    public Contender peer() {
        return new RoundTrip(site, new Rclone());
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private record RoundTrip(S3Site site, BackupProgram program) implements Contender {
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
            Path folder = Files.createTempDirectory(site.folder(), "round");
            S3Site bucket = site.withNewBucket();
            try (BackupProgram.Backup backup =
                    program.begin(bucket, folder, site.source().path())) {
                long start = System.nanoTime();
                backup.send();
                long sent = System.nanoTime();
                Path restored = backup.restore();
                long back = System.nanoTime();
                site.source().requireSame(restored);
                return List.of(
                        MEBIBYTES * 1e9 / (sent - start), MEBIBYTES * 1e9 / (back - sent), backup.peakMebibytes());
            } finally {
                LeftBehind.remove(folder);
                bucket.deleteAll();
            }
        }
    }
}
