package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The days of an assistant's memory: a database of 100 MiB goes to a bucket, changes, goes there again and comes back.
 * Ours through the tools of a server that runs already, the peer's by a process each time.
 */
final class CloudDatabase implements Row {
    private static final int MEBIBYTES = 100;

    private final S3Site site;
    private final BackupProgram ours;
    private final BackupProgram peer;
    private final List<Limit> limits;

    private CloudDatabase(Path root, BackupProgram peer, List<Limit> limits) throws IOException {
        this.site = S3Site.open(path -> SeededDatabase.write(path, MEBIBYTES), S3Site.LOGGING);
        this.ours = new OurServer(root);
        this.peer = peer;
        this.limits = limits;
    }

    /** With the limits that are set for us. */
    static Row besideRestic(Path root) throws IOException {
        return new CloudDatabase(root, new Restic(), List.of(Limit.ratio(0.8), Limit.ratio(0.3), Limit.ratio(1)));
    }

    /** For comparison alone: it sends the whole file each time, and compresses nothing. */
    static Row besideRclone(Path root) throws IOException {
        return new CloudDatabase(root, new Rclone(), List.of(Limit.none(), Limit.none(), Limit.none()));
    }

    @Override
    public String title() {
        return "An SQLite database of 100 MiB to S3 and back, beside " + peer.name();
    }

    @Override
    public String note() {
        return "To s3proxy on this machine, into a bucket that is new each time. Ours by the tools `sync_to_remote` and"
                + " `restore` of one server with `-Xmx64m` that has synced a small file before, the peer's by a process"
                + " for each line; its repository is there already. The database is open in this process, in WAL mode,"
                + " and stands still while it is taken, for the first time some seconds after it was written. What was sent are the bodies of requests, by the log of s3proxy."
                + " What came back is compared by SHA-256: ours with what SQLite's own backup makes of the database, the"
                + " peer's with its file.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("first upload", "ms", limits.get(0)),
                new Measure("first upload, sent", "KiB", Limit.none()),
                new Measure("first upload, requests", "", Limit.none()),
                new Measure("nothing changed", "ms", limits.get(1)),
                new Measure("nothing changed, sent", "bytes", Limit.ours(2000)),
                new Measure("nothing changed, requests", "", Limit.none()),
                new Measure("1 % of rows rewritten, scattered", "ms", Limit.none()),
                new Measure("scattered, sent", "KiB", Limit.none()),
                new Measure("scattered, requests", "", Limit.none()),
                new Measure("1 % of rows rewritten or added, the newest", "ms", Limit.none()),
                new Measure("the newest, sent", "KiB", Limit.none()),
                new Measure("the newest, requests", "", Limit.none()),
                new Measure("restore", "ms", limits.get(2)),
                new Measure("resident memory at its highest", "MiB", Limit.ours(192)));
    }

    @Override
    public int mostRounds() {
        return 10;
    }

    @Override
    public Contender ours() {
        return new Days(site, ours);
    }

    @Override
    public Contender peer() {
        return new Days(site, peer);
    }

    @Override
    public void close() throws IOException {
        site.close();
    }

    private record Days(S3Site site, BackupProgram program) implements Contender {
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
            try (LiveDatabase live = LiveDatabase.copy(site.source().path(), folder.resolve("memory.db"));
                    BackupProgram.Backup backup = program.begin(bucket, folder, live.path())) {
                List<Double> values = new ArrayList<>();
                live.awaitRest();
                send(backup, 1024, values);
                send(backup, 1, values);
                live.changeScattered();
                send(backup, 1024, values);
                live.changeNewest();
                send(backup, 1024, values);
                restore(backup, live, folder, values);
                values.add(backup.peakMebibytes());
                return values;
            } finally {
                LeftBehind.remove(folder);
                bucket.deleteAll();
            }
        }

        private void send(BackupProgram.Backup backup, int unit, List<Double> values) throws IOException {
            S3Site.Traffic before = site.traffic();
            long start = System.nanoTime();
            backup.send();
            values.add((System.nanoTime() - start) / 1e6);
            S3Site.Traffic traffic = site.traffic().since(before);
            values.add((double) traffic.bytes() / unit);
            values.add((double) traffic.requests());
        }

        private void restore(BackupProgram.Backup backup, LiveDatabase live, Path folder, List<Double> values)
                throws IOException {
            long start = System.nanoTime();
            Path restored = backup.restore();
            values.add((System.nanoTime() - start) / 1e6);
            Path expected = program.takesSnapshots() ? live.backUpTo(folder.resolve("expected.db")) : live.path();
            live.close();
            SeededFile.of(expected).requireSame(restored);
        }
    }
}
