package dev.holdfast.sync.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.state.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    private static final long MARGIN = 16L << 20;

    @TempDir
    Path temp = Path.of("");

    private Path base = temp;
    private Path database = temp;

    @BeforeEach
    void makeSource() throws Exception {
        base = temp.resolve("staging");
        database = temp.resolve("memory.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (name TEXT)");
        }
    }

    private Snapshotter snapshotter(Staging staging) {
        return new Snapshotter(
                staging,
                temp.resolve("drivers"),
                Set.of(),
                Set.of(),
                new CancelSignal(),
                Duration.ZERO,
                (time, cancel) -> {});
    }

    private ChildJvm child() throws IOException, InterruptedException {
        ChildJvm child = ChildJvm.start(SnapshotChild.class, base.toString(), database.toString());
        child.waitFor("taken 1");
        return child;
    }

    private List<Path> staged() throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".lock") && !file.endsWith("gate"))
                    .toList();
        }
    }

    @Test
    void whatACrashLeftIsRemovedAndWhatALivingProcessUsesIsNot() throws Exception {
        try (ChildJvm living = child()) {
            List<Path> used = staged();
            try (ChildJvm dying = child()) {
                assertThat(staged()).hasSize(2);
                dying.kill();
            }
            assertThat(staged()).as("left by the crash").hasSize(2);
            try (Staging next = new Staging(base)) {
                next.reserve(1);
                assertThat(staged()).isEqualTo(used);
            }
            living.kill();
        }
        try (Staging last = new Staging(base)) {
            last.reserve(1);
        }
        try (Stream<Path> left = Files.list(base)) {
            assertThat(left).containsExactly(base.resolve("gate"));
        }
    }

    /** On POSIX systems a process loses its lock on a file when it closes any handle of that file. */
    @Test
    void anotherRunOfThisProcessDoesNotGiveAwayWhatAFirstOneUses() throws Exception {
        try (Snapshotter first = snapshotter(new Staging(base));
                Snapshot held = first.take(first.scan(database).units().get(0))) {
            try (Staging second = new Staging(base)) {
                second.reserve(1);
            }
            List<Path> used = staged();
            assertThat(used).hasSize(1);
            try (ChildJvm other = child()) {
                assertThat(staged()).containsAll(used);
                other.kill();
            }
            assertThat(held.files()).hasSize(1);
        }
    }

    @Test
    void aLockWithoutItsDirectoryIsRemovedToo() throws Exception {
        Files.createDirectories(base);
        Files.createFile(base.resolve("run-1.lock"));
        try (Staging staging = new Staging(base)) {
            staging.reserve(1);
            assertThat(base.resolve("run-1.lock")).doesNotExist();
        }
    }

    @Test
    void aFullDiskIsToldBeforeAnythingIsCopied() throws Exception {
        try (Snapshotter snapshotter = snapshotter(withRoom(new AtomicLong(MARGIN)))) {
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isTrue();
                        assertThat(failure.sentence())
                                .contains("no room")
                                .contains(base.toString())
                                .contains("make room");
                    });
            assertThat(staged()).isEmpty();
        }
    }

    @Test
    void roomIsAskedForADatabaseAndItsLogTogether() throws Exception {
        Path duck = temp.resolve("memory.duckdb");
        byte[] sealed = new byte[3 * 4096];
        System.arraycopy("DUCK".getBytes(US_ASCII), 0, sealed, 8, 4);
        sealed[20] = 1;
        Files.write(duck, sealed);
        Files.write(temp.resolve("memory.duckdb.wal"), new byte[1000]);
        AtomicLong room = new AtomicLong(MARGIN + sealed.length + 999);
        try (Snapshotter snapshotter = snapshotter(withRoom(room))) {
            SnapshotUnit unit = snapshotter.scan(duck).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close()).hasMessageContaining("no room");
            room.incrementAndGet();
            try (Snapshot snapshot = snapshotter.take(unit)) {
                assertThat(snapshot.files()).hasSize(2);
            }
        }
    }

    private Staging withRoom(AtomicLong room) {
        return new Staging(base) {
            @Override
            long room(Path own) {
                return room.get();
            }
        };
    }

    /** Files keep one time for some milliseconds, so a change of this kind is seen by nothing but another reading. */
    @Test
    void filesThatChangeWithinOneTickOfTheClockAreNotMixed() throws Exception {
        Path main = Files.write(temp.resolve("foreign.db"), filled('a'));
        Path log = Files.write(temp.resolve("foreign.db-wal"), filled('a'));
        Staging staging = new Staging(base) {
            private boolean done;

            @Override
            SnapshotFile copy(String path, FileKind kind, Path file, Fingerprint print, Path copy, CancelSignal cancel)
                    throws SnapshotException {
                SnapshotFile copied = super.copy(path, kind, file, print, copy, cancel);
                if (!done) {
                    done = true;
                    rewrite(main, filled('b'));
                    rewrite(log, filled('b'));
                }
                return copied;
            }
        };
        try (Snapshotter snapshotter = snapshotter(staging);
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(main).units().get(0))) {
            assertThat(snapshot.files()).extracting(SnapshotFile::sha256).containsOnly(Hashes.of(filled('b')));
        }
    }

    private static byte[] filled(char with) {
        byte[] foreign = new byte[4096];
        Arrays.fill(foreign, (byte) with);
        byte[] head = "SQLite format 3\0".getBytes(US_ASCII);
        System.arraycopy(head, 0, foreign, 0, head.length);
        return foreign;
    }

    private static void rewrite(Path file, byte[] bytes) {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            Files.write(file, bytes);
            Files.setLastModifiedTime(file, modified);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
