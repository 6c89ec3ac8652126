package dev.holdfast.sync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.state.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbCopyTest {
    private static final String DRIVER = "duckdb_jdbc";

    @TempDir
    Path temp = Path.of("");

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

    private Path database(String name) throws Exception {
        Path database = temp.resolve(name);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE item (name VARCHAR)");
            statement.execute("INSERT INTO item VALUES ('kept')");
        }
        return database;
    }

    /** Whatever leads to the tables is overwritten; the headers stay. */
    private Path damaged() throws Exception {
        Path database = database("damaged.duckdb");
        try (FileChannel channel = FileChannel.open(database, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[(int) channel.size() - 3 * 4096]), 3 * 4096);
        }
        return database;
    }

    @Test
    void aCopyThatDoesNotOpenIsNotTaken() throws Exception {
        Path database = damaged();
        try (Snapshotter snapshotter = snapshotter(new Staging(temp.resolve("staging")))) {
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isFalse();
                        assertThat(failure.sentence())
                                .contains(database.toString())
                                .contains("can't be opened")
                                .contains(temp.resolve("drivers").toString());
                    });
        }
    }

    @Test
    void withoutTheDriverTheCopyIsNotOpened() throws Exception {
        Path database = damaged();
        try (ChildJvm child = withoutDriver(database)) {
            child.waitFor("taken 1");
        }
    }

    @Test
    void aDriverThatTheUserHasLaidIntoTheHomeIsUsed() throws Exception {
        Path database = damaged();
        Path drivers = Files.createDirectory(temp.resolve("drivers"));
        Files.createSymbolicLink(drivers.resolve(DRIVER + "-any.jar"), driver());
        try (ChildJvm child = withoutDriver(database)) {
            assertThat(child.waitFor("refused false")).contains("can't be opened");
        }
        Path sound = database("sound.duckdb");
        try (ChildJvm child = withoutDriver(sound)) {
            child.waitFor("taken 1");
        }
    }

    @Test
    void aDriverThatIsAddedWhileAProcessRunsIsFoundByIt() throws Exception {
        try (ChildJvm child = ChildJvm.startWith(
                classPathWithoutDriver(),
                DriverChild.class,
                temp.resolve("drivers").toString(),
                driver().toString())) {
            assertThat(child.waitFor("found")).contains("false true true");
        }
    }

    private static Path driver() {
        return classPath().entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(entry -> Path.of(entry.getKey()))
                .findFirst()
                .orElseThrow();
    }

    private static String classPathWithoutDriver() {
        return classPath().entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private ChildJvm withoutDriver(Path database) throws IOException {
        return ChildJvm.startWith(
                classPathWithoutDriver(),
                SnapshotChild.class,
                temp.resolve("staging").toString(),
                database.toString());
    }

    /** Each entry, and whether it is the driver. */
    private static Map<String, Boolean> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .distinct()
                .collect(Collectors.toMap(
                        entry -> entry,
                        entry -> String.valueOf(Path.of(entry).getFileName()).startsWith(DRIVER)));
    }

    @Test
    void whatIsAddedToTheLogMeanwhileIsLeftToTheNextSnapshot() throws Exception {
        Path database = database("growing.duckdb");
        Path log = Companion.DUCKDB_LOG.of(database);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Snapshotter snapshotter = snapshotter(inTheMiddle(() -> insert(connection)))) {
            insert(connection);
            long before = Files.size(log);
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            try (Snapshot snapshot = snapshotter.take(unit)) {
                assertThat(snapshot.files().get(1).size()).isEqualTo(before).isLessThan(Files.size(log));
            }
        }
    }

    /** A checkpoint between the copies of log and database would join a log to a database that has it already. */
    @Test
    void aCheckpointInTheMiddleOfACopyIsNoticed() throws Exception {
        Path database = database("folding.duckdb");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
                Snapshotter snapshotter = snapshotter(inTheMiddle(() -> execute(connection, "CHECKPOINT")))) {
            insert(connection);
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            try (Snapshot snapshot = snapshotter.take(unit)) {
                assertThat(snapshot.files()).as("all is in the database by now").hasSize(1);
                assertThat(snapshot.files().get(0).sha256()).isEqualTo(Hashes.of(Files.readAllBytes(database)));
            }
        }
    }

    @Test
    void logsOfACheckpointThatWasCutShortComeWithIt() throws Exception {
        Path database = temp.resolve("sealed.duckdb");
        byte[] encrypted = Files.readAllBytes(database("plain.duckdb"));
        encrypted[20] |= 1; // so that nobody tries to open it
        Files.write(database, encrypted);
        Files.writeString(temp.resolve("sealed.duckdb.wal"), "first");
        Files.writeString(temp.resolve("sealed.duckdb.wal.checkpoint"), "second");
        try (Snapshotter snapshotter = snapshotter(new Staging(temp.resolve("staging")));
                Snapshot snapshot =
                        snapshotter.take(snapshotter.scan(database).units().get(0))) {
            assertThat(snapshot.files())
                    .extracting(SnapshotFile::path)
                    .containsExactly("sealed.duckdb", "sealed.duckdb.wal", "sealed.duckdb.wal.checkpoint");
        }
    }

    private static void insert(Connection connection) {
        execute(connection, "INSERT INTO item VALUES ('more')");
    }

    private static void execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Does something once, after the first file was copied. */
    private Staging inTheMiddle(Runnable action) {
        return new Staging(temp.resolve("staging")) {
            private boolean done;

            @Override
            SnapshotFile copy(String path, FileKind kind, Path file, Fingerprint print, Path copy, CancelSignal cancel)
                    throws SnapshotException {
                SnapshotFile copied = super.copy(path, kind, file, print, copy, cancel);
                if (!done) {
                    done = true;
                    action.run();
                }
                return copied;
            }
        };
    }
}
