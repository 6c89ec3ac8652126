package dev.holdfast.sync.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotterTest {
    @TempDir
    Path temp = Path.of("");

    private final CancelSignal cancel = new CancelSignal();

    private Snapshotter snapshotter(Path... excluded) {
        return new Snapshotter(temp.resolve("staging"), Set.of(excluded), Set.of(), cancel);
    }

    /** One that says it is encrypted, so that nobody tries to open its copies. */
    private static byte[] duckDb() {
        ByteBuffer file = ByteBuffer.allocate(3 * 4096);
        file.put(20, (byte) 1);
        file.put(8, "DUCK".getBytes(US_ASCII));
        return file.array();
    }

    private static byte[] foreignSqlite() {
        ByteBuffer file = ByteBuffer.allocate(4096);
        file.put(0, "SQLite format 3\0".getBytes(US_ASCII));
        return file.array();
    }

    @Test
    void aDirectoryIsWalkedInOrderWithoutLinksAndExclusions() throws Exception {
        Path source = Files.createDirectories(temp.resolve("source"));
        Files.createDirectories(source.resolve(".git"));
        Path excluded = Files.createDirectories(source.resolve("remote"));
        Files.writeString(excluded.resolve("x"), "x");
        Files.writeString(source.resolve(".git/config"), "c");
        Files.writeString(source.resolve("z"), "z");
        Files.writeString(temp.resolve("outside"), "secret");
        Files.createSymbolicLink(source.resolve("link"), temp.resolve("outside"));
        Files.createSymbolicLink(source.resolve("loop"), source);
        try (Snapshotter snapshotter = snapshotter(excluded.toRealPath())) {
            assertThat(snapshotter.scan(source).units())
                    .extracting(SnapshotUnit::path)
                    .containsExactly(".git/config", "z");
        }
    }

    @Test
    void databasesAreToldByTheirHeaderAndTheirLogsAreNoFilesOfTheirOwn() throws Exception {
        Path source = Files.createDirectories(temp.resolve("source"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source.resolve("notes.txt"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x)");
        }
        Files.writeString(source.resolve("notes.txt-shm"), "");
        Files.writeString(source.resolve("fake.db"), "text ".repeat(200));
        Files.writeString(source.resolve("fake.db-wal"), "a file like any other");
        Files.write(source.resolve("duck"), duckDb());
        Files.writeString(source.resolve("duck.wal"), "log");
        try (Snapshotter snapshotter = snapshotter()) {
            assertThat(snapshotter.scan(source).units())
                    .extracting(unit -> unit.path() + " " + unit.kind().label())
                    .containsExactly("duck duckdb", "fake.db file", "fake.db-wal file", "notes.txt sqlite");
        }
    }

    @Test
    void aDuckDbDatabaseComesTogetherWithItsLog() throws Exception {
        Path database = Files.write(temp.resolve("memory.duckdb"), duckDb());
        Files.writeString(temp.resolve("memory.duckdb.wal"), "log");
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(database).units().get(0))) {
            assertThat(snapshot.files())
                    .extracting(SnapshotFile::path)
                    .containsExactly("memory.duckdb", "memory.duckdb.wal");
            assertThat(read(snapshot.files().get(1))).isEqualTo("log");
        }
    }

    @Test
    void aDuckDbDatabaseThatKeepsChangingIsBusyAndNeverTorn() throws Exception {
        Path database = Files.write(temp.resolve("memory.duckdb"), duckDb());
        try (Snapshotter snapshotter = checkpointing(database, Integer.MAX_VALUE)) {
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isTrue();
                        assertThat(failure.sentence()).contains("busy");
                    });
        }
    }

    @Test
    void aDuckDbDatabaseIsTakenAsSoonAsItIsQuiet() throws Exception {
        Path database = Files.write(temp.resolve("memory.duckdb"), duckDb());
        try (Snapshotter snapshotter = checkpointing(database, 2);
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(database).units().get(0))) {
            byte[] now = Files.readAllBytes(database);
            assertThat(snapshot.files().get(0).sha256()).isEqualTo(Hashes.of(now));
            // Both checkpoints came, so the copies they fell into were not taken.
            assertThat(ByteBuffer.wrap(now).getLong(4096 + 8)).isEqualTo(2);
        }
    }

    /** In the middle of each of the first copies a checkpoint comes, visible in nothing but the header's counter. */
    private Snapshotter checkpointing(Path database, int times) {
        Staging staging = new Staging(temp.resolve("staging")) {
            private int checkpoints;

            @Override
            Path reserve(long bytes) throws SnapshotException {
                if (checkpoints < times) {
                    checkpoint(database, ++checkpoints);
                }
                return super.reserve(bytes);
            }
        };
        return new Snapshotter(
                staging, temp.resolve("drivers"), Set.of(), Set.of(), cancel, Duration.ZERO, (time, signal) -> {});
    }

    private static void checkpoint(Path database, long counter) {
        try {
            FileTime modified = Files.getLastModifiedTime(database);
            try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, counter), 4096 + 8);
            }
            Files.setLastModifiedTime(database, modified);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatOnlyLooksLikeSqliteIsCopiedAsItIsWithItsLog() throws Exception {
        Path database = Files.write(temp.resolve("foreign.db"), foreignSqlite());
        Files.writeString(temp.resolve("foreign.db-wal"), "sealed");
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(database).units().get(0))) {
            assertThat(snapshot.files()).extracting(SnapshotFile::path).contains("foreign.db");
            assertThat(snapshot.files().get(0).sha256()).isEqualTo(Hashes.of(foreignSqlite()));
        }
    }

    @Test
    void aFileThatChangedSinceItWasHashedIsNotGivenAway() throws Exception {
        Path file = Files.writeString(temp.resolve("log.jsonl"), "one");
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(file).units().get(0))) {
            Files.writeString(file, "two");
            assertThatThrownBy(() -> read(snapshot.files().get(0))).isInstanceOf(ChangedWhileReadException.class);
        }
    }

    @Test
    void aMissingSourceIsNamedAndPermanent() throws Exception {
        try (Snapshotter snapshotter = snapshotter()) {
            assertThatThrownBy(() -> snapshotter.scan(temp.resolve("nothing")))
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isFalse();
                        assertThat(failure.sentence())
                                .contains(temp.resolve("nothing").toString());
                    });
        }
    }

    @Test
    void anUnreadableDirectoryIsAnErrorAndNotEmpty() throws Exception {
        Path source = temp.resolve("source");
        Path closed = Files.createDirectories(source.resolve("closed"));
        assumeFalse(!closed.toFile().setReadable(false) || Files.isReadable(closed), "this user may read everything");
        try (Snapshotter snapshotter = snapshotter()) {
            assertThatThrownBy(() -> snapshotter.scan(source))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("closed");
        } finally {
            assertThat(closed.toFile().setReadable(true)).isTrue();
        }
    }

    @Test
    void stagingIsEmptyAfterwardsAlsoAfterACrash() throws Exception {
        Path abandoned = Files.createDirectories(temp.resolve("staging/run-crashed"));
        Files.writeString(abandoned.resolve("half"), "half a copy");
        Path database = Files.write(temp.resolve("memory.duckdb"), duckDb());
        try (Snapshotter snapshotter = snapshotter();
                Snapshotter other = snapshotter();
                Snapshot held = other.take(other.scan(database).units().get(0));
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(database).units().get(0))) {
            assertThat(abandoned).doesNotExist();
            assertThat(read(held.files().get(0)))
                    .isEqualTo(read(snapshot.files().get(0)));
        }
        try (Stream<Path> left = Files.list(temp.resolve("staging"))) {
            assertThat(left.map(path -> String.valueOf(path.getFileName())).toList())
                    .isEqualTo(List.of("gate"));
        }
    }

    @Test
    void cancellingEndsACopy() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "content");
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(file).units().get(0);
            cancel.cancel();
            assertThatThrownBy(() -> snapshotter.take(unit).close()).isInstanceOf(CancellationException.class);
        }
    }

    private static String read(SnapshotFile file) throws IOException {
        try (InputStream in = file.content().open()) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }
}
