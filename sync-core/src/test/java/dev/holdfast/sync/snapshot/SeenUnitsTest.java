package dev.holdfast.sync.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.state.Sql;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was read before and looks the same is not read again; what may have changed is. */
class SeenUnitsTest {
    @TempDir
    Path temp;

    private Path database;
    private StateDatabase state;

    /** What time it is for what is remembered, as against now. */
    private Duration ahead = Duration.ZERO;

    private Set<Path> openHere = Set.of();

    @BeforeEach
    void makeDatabase() throws SQLException {
        database = temp.resolve("memory.db");
        run("CREATE TABLE note (text TEXT)");
        state = new StateDatabase(temp.resolve("home"), Instant::now);
    }

    @AfterEach
    void close() {
        state.close();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Snapshotter snapshotter() {
        SeenUnits seen = new StateSeenUnits(state, () -> Instant.now().plus(ahead));
        return new Snapshotter(temp.resolve("staging"), Set.of(), openHere, seen, new CancelSignal());
    }

    private Optional<List<FileState>> unchanged(Path file) throws SnapshotException {
        try (Snapshotter snapshotter = snapshotter()) {
            return snapshotter.unchanged(unit(snapshotter, file));
        }
    }

    private static SnapshotUnit unit(Snapshotter snapshotter, Path file) throws SnapshotException {
        return snapshotter.scan(file).units().get(0);
    }

    private List<FileState> take(Path file) throws SnapshotException {
        try (Snapshotter snapshotter = snapshotter();
                Snapshot snapshot = snapshotter.take(unit(snapshotter, file))) {
            return snapshot.files().stream().map(SnapshotFile::state).toList();
        }
    }

    /** A snapshot some time after the last change. */
    private List<FileState> takeAtRest(Path file) throws SnapshotException {
        ahead = Duration.ofMinutes(2);
        return take(file);
    }

    @Test
    void aDatabaseThatLooksTheSameIsNotReadAgain() throws Exception {
        List<FileState> first = takeAtRest(database);

        assertThat(unchanged(database)).contains(first);
    }

    @Test
    void aChangeOfTheSameLengthIsSeen() throws Exception {
        run("INSERT INTO note VALUES ('one')");
        List<FileState> first = takeAtRest(database);
        run("UPDATE note SET text = 'two'");

        assertThat(unchanged(database)).isEmpty();
        assertThat(take(database)).isNotEqualTo(first);
    }

    @Test
    void aChangeThatIsStillInTheLogIsSeen() throws Exception {
        openHere = Set.of(database);
        run("PRAGMA journal_mode = WAL");
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = writer.createStatement()) {
            statement.execute("INSERT INTO note VALUES ('one')");
            takeAtRest(database);
            assertThat(unchanged(database)).isPresent();
            statement.execute("INSERT INTO note VALUES ('two')");

            assertThat(unchanged(database)).isEmpty();
        }
    }

    @Test
    void aChangeWhoseTimeWasSetBackIsSeen() throws Exception {
        takeAtRest(database);
        FileTime before = Files.getLastModifiedTime(database);
        byte[] bytes = Files.readAllBytes(database);
        Files.write(database, bytes);
        Files.setLastModifiedTime(database, before);

        assertThat(unchanged(database)).isEmpty();
    }

    @Test
    void aFileThatWasChangedThisVeryMomentIsNotRemembered() throws Exception {
        take(database);

        assertThat(unchanged(database)).isEmpty();
    }

    @Test
    void aFileThatMayBeMappedIntoMemoryIsNotRememberedBeforeItHasBeenAtRestForAMinute() throws Exception {
        Path file = Files.writeString(temp.resolve("index.bin"), "bytes", UTF_8);
        SnapshotUnit unit = new SnapshotUnit("index.bin", file, FileKind.FILE);
        UnitLook look = UnitLook.of(unit);

        assertThat(look.isAtRest(look.newest().plusSeconds(59))).isFalse();
        assertThat(look.isAtRest(look.newest().plusSeconds(61))).isTrue();
    }

    @Test
    void aDatabaseWhoseLogMayHoldWhatDoesNotCountYetIsNotRememberedBeforeAMinuteEither() throws Exception {
        SnapshotUnit unit = new SnapshotUnit("memory.db", database, FileKind.SQLITE);
        UnitLook look = UnitLook.of(unit);
        assertThat(look.isAtRest(look.newest().plusSeconds(3))).isTrue();
        Files.writeString(temp.resolve("memory.db-wal"), "a commit on its way to the disk", UTF_8);
        UnitLook logged = UnitLook.of(unit);

        assertThat(logged.isAtRest(logged.newest().plusSeconds(59))).isFalse();
        assertThat(logged.isAtRest(logged.newest().plusSeconds(61))).isTrue();
    }

    @Test
    void whereNobodyKnowsWhenAFileWasLastTouchedNoLookCounts() throws Exception {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path file = Files.writeString(windows.getPath("C:\\work\\memory.db"), "bytes", UTF_8);
            UnitLook look = UnitLook.of(new SnapshotUnit("memory.db", file, FileKind.FILE));

            assertThat(look.isAtRest(Instant.now().plus(Duration.ofDays(1)))).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 25})
    void whatIsADayOldOrFromTheFutureIsReadAgain(long hours) throws Exception {
        takeAtRest(database);
        ahead = ahead.plusHours(hours);

        assertThat(unchanged(database)).isEmpty();
    }

    @Test
    void anotherFileInItsPlaceIsSeen() throws Exception {
        takeAtRest(database);
        Path other = Files.copy(database, temp.resolve("other.db"));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(database));
        Files.move(other, database, StandardCopyOption.REPLACE_EXISTING);

        assertThat(unchanged(database)).isEmpty();
    }

    @Test
    void aFileThatIsGoneOrCantBeReadIsNotTakenForUnchanged() throws Exception {
        takeAtRest(database);
        SnapshotUnit unit;
        try (Snapshotter snapshotter = snapshotter()) {
            unit = unit(snapshotter, database);
            Files.delete(database);

            assertThat(snapshotter.unchanged(unit)).isEmpty();
        }
    }

    @Test
    void aStateDatabaseThatCantBeUsedCostsAReadingAndNothingElse() throws Exception {
        takeAtRest(database);
        state.close();

        assertThat(unchanged(database)).isEmpty();
        assertThat(take(database)).hasSize(1);
    }

    @Test
    void whatWasNotSeenForADayIsForgotten() {
        SnapshotUnit unit = new SnapshotUnit("a", temp.resolve("a"), FileKind.FILE);
        SnapshotUnit later = new SnapshotUnit("b", temp.resolve("b"), FileKind.FILE);
        StateSeenUnits seen = new StateSeenUnits(state, () -> Instant.now().plus(ahead));
        FileState file = new FileState("a", FileKind.FILE, 1, "00", Instant.EPOCH);
        seen.keep(unit, new SeenUnits.Seen("look", Instant.now(), List.of(file)));
        seen.flush();
        assertThat(seen.find(unit)).get().extracting(SeenUnits.Seen::files).isEqualTo(List.of(file));
        ahead = Duration.ofHours(25);
        seen.keep(later, new SeenUnits.Seen("look", Instant.now().plus(ahead), List.of(file)));
        seen.flush();

        assertThat(rows("seen_unit")).isEqualTo(1);
        assertThat(rows("seen_file")).isEqualTo(1);
    }

    private long rows(String table) {
        return state.read(connection -> Sql.number(connection, "SELECT count(*) FROM " + table));
    }
}
