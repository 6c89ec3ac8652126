package dev.holdfast.sync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveSqliteTest {
    private static final int SNAPSHOTS = 10;

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void everySnapshotHoldsWholeTransactionsWhileAnotherProcessWrites(String mode) throws Exception {
        Path database = temp.resolve("odd?name%20.db");
        Set<String> seen = new HashSet<>();
        try (BusyWriter writer = new BusyWriter(database, mode);
                Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(database).get(0);
            assertThat(unit.kind()).isEqualTo(FileKind.SQLITE);
            for (int i = 0; i < SNAPSHOTS; i++) {
                seen.add(check(copy(snapshotter, unit, "copy" + i)));
            }
            assertThat(writer.isWriting()).isTrue();
        }
        assertThat(seen).allMatch(result -> result.startsWith("generation "));
        assertThat(seen).hasSizeGreaterThan(1);
    }

    @Test
    void theCheckFindsACopyInWhichTwoStatesMeet() throws Exception {
        Path database = temp.resolve("live.db");
        Path early;
        Path late;
        try (BusyWriter writer = new BusyWriter(database, "WAL");
                Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(database).get(0);
            early = copy(snapshotter, unit, "early");
            do {
                late = copy(snapshotter, unit, "late");
            } while (check(late).equals(check(early)) && writer.isWriting());
        }
        overwriteSecondHalf(late, early);
        assertThat(check(late)).doesNotStartWith("generation ");
    }

    @Test
    void anUnchangedDatabaseGivesTheSameBytesEachTime() throws Exception {
        Path database = temp.resolve("still.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("CREATE TABLE item (name TEXT)");
            statement.execute("INSERT INTO item VALUES ('kept')");
        }
        try (Snapshotter snapshotter = snapshotter()) {
            SnapshotUnit unit = snapshotter.scan(database).get(0);
            Set<String> hashes = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                try (Snapshot snapshot = snapshotter.take(unit)) {
                    hashes.add(snapshot.files().get(0).sha256());
                }
            }
            assertThat(hashes).hasSize(1);
        }
        assertThat(temp.resolve("still.db-wal")).doesNotExist();
    }

    @Test
    void rowsThatAreOnlyInTheLogAreInTheSnapshot() throws Exception {
        Path database = temp.resolve("open.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("CREATE TABLE item (generation INTEGER)");
            statement.execute("INSERT INTO item VALUES (7)");
            // This process holds the database open, so its file must not be opened another way.
            try (Snapshotter snapshotter = new Snapshotter(
                    temp.resolve("staging"), Set.of(), Set.of(database.toRealPath()), new CancelSignal())) {
                assertThat(check(copy(snapshotter, snapshotter.scan(database).get(0), "copy")))
                        .isEqualTo("generation 7");
            }
        }
    }

    private Snapshotter snapshotter() {
        return new Snapshotter(temp.resolve("staging"), Set.of(), Set.of(), new CancelSignal());
    }

    private Path copy(Snapshotter snapshotter, SnapshotUnit unit, String name) throws Exception {
        Path copy = temp.resolve(name);
        try (Snapshot snapshot = snapshotter.take(unit);
                InputStream in = snapshot.files().get(0).content().open()) {
            assertThat(snapshot.files()).hasSize(1);
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    /** The one generation that all rows are of, or what is wrong. */
    private static String check(Path copy) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement statement = connection.createStatement()) {
            String integrity;
            try (ResultSet result = statement.executeQuery("PRAGMA integrity_check")) {
                integrity = result.getString(1);
            }
            if (!"ok".equals(integrity)) {
                return "broken: " + integrity;
            }
            try (ResultSet result =
                    statement.executeQuery("SELECT count(DISTINCT generation), max(generation) FROM item")) {
                return result.getInt(1) == 1 ? "generation " + result.getLong(2) : "torn";
            }
        }
    }

    private static void overwriteSecondHalf(Path target, Path source) throws IOException {
        byte[] old = Files.readAllBytes(source);
        try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
            int half = old.length / 2 / 4096 * 4096;
            file.seek(half);
            file.write(old, half, old.length - half);
        }
    }
}
