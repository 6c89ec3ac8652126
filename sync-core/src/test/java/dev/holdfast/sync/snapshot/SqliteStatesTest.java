package dev.holdfast.sync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.hash.Hashes;
import dev.holdfast.sync.snapshot.Ledger.TornException;
import dev.holdfast.sync.snapshot.LedgerWriter.Ending;
import dev.holdfast.sync.snapshot.LedgerWriter.Engine;
import dev.holdfast.sync.storage.Pause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases in all the states they may be found in. */
class SqliteStatesTest {
    @TempDir
    Path temp = Path.of("");

    private Path source = temp;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
    }

    private Snapshotter snapshotter(Path... openHere) {
        return new Snapshotter(temp.resolve("staging"), Set.of(), Set.of(openHere), new CancelSignal());
    }

    private Path take(Path database, Path... openHere) throws Exception {
        try (Snapshotter snapshotter = snapshotter(openHere)) {
            return Restored.take(snapshotter, database, temp.resolve("restored"));
        }
    }

    private static Connection open(Path database) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database.toUri().toASCIIString());
    }

    private static void run(Connection connection, String... lines) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : lines) {
                statement.execute(sql);
            }
        }
    }

    private static void create(Path database, String... before) throws SQLException {
        try (Connection connection = open(database)) {
            run(connection, before);
            run(connection, "CREATE TABLE item (name TEXT)", "INSERT INTO item VALUES ('kept')");
        }
    }

    private static String item(Path database) throws SQLException {
        try (Connection connection = open(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name FROM item")) {
            return row.getString(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatAKilledWriterLeftIsRecoveredInTheCopyAlone(Engine engine) throws Exception {
        Path database = source.resolve("left.db");
        try (LedgerWriter writer = LedgerWriter.start(engine, database, Ending.IN_A_TRANSACTION)) {
            writer.kill();
        }
        Map<String, String> left = Restored.contents(source);
        assertThat(holdsAll(engine, Files.copy(database, temp.resolve("bare.db"))))
                .as("the database without what lies beside it")
                .isFalse();
        assertThat(Restored.lastTransaction(engine, take(database))).isEqualTo(LedgerWriter.LAST);
        assertThat(Restored.contents(source)).isEqualTo(left);
        if (engine == Engine.SQLITE_WAL) {
            Files.delete(source.resolve("left.db-shm"));
            left.remove("left.db-shm");
            assertThat(Restored.lastTransaction(engine, take(database))).isEqualTo(LedgerWriter.LAST);
            assertThat(Restored.contents(source)).isEqualTo(left);
        }
    }

    private static boolean holdsAll(Engine engine, Path database) {
        try {
            return Restored.lastTransaction(engine, database) == LedgerWriter.LAST;
        } catch (TornException | SQLException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aWriterMayBeKilledAtAnyMoment(Engine engine) throws Exception {
        Path database = source.resolve("left.db");
        LedgerWriter writer = LedgerWriter.start(engine, database);
        writer.awaitCommitAfter(new Random().nextLong(40));
        writer.kill();
        long committed = writer.committed();
        Map<String, String> left = Restored.contents(source);
        assertThat(Restored.lastTransaction(engine, take(database))).isBetween(committed, committed + 1);
        assertThat(Restored.contents(source)).isEqualTo(left);
    }

    @Test
    void theSameStateGivesTheSameBytesInWhicheverWayItIsCopied() throws Exception {
        Path database = source.resolve("still.db");
        create(database, "PRAGMA journal_mode = WAL");
        String inUse;
        try (Connection connection = open(database)) {
            run(connection, "UPDATE item SET name = 'changed'");
            inUse = Hashes.of(Files.readAllBytes(take(database, database.toRealPath())));
        }
        Map<String, String> alone = Restored.contents(source);
        assertThat(alone).containsOnlyKeys("still.db");
        String justClosed = Hashes.of(Files.readAllBytes(take(database)));
        Files.setLastModifiedTime(database, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        String atRest = Hashes.of(Files.readAllBytes(take(database)));
        assertThat(Set.of(inUse).containsAll(List.of(justClosed, atRest))).isTrue();
        assertThat(Restored.contents(source)).as("nothing is made beside it").isEqualTo(alone);
        assertThat(item(temp.resolve("restored/still.db"))).isEqualTo("changed");
    }

    @Test
    void rowsThatAreOnlyInTheLogAreInTheSnapshot() throws Exception {
        Path database = source.resolve("open.db");
        create(database, "PRAGMA journal_mode = WAL");
        try (Connection connection = open(database)) {
            run(connection, "PRAGMA wal_autocheckpoint = 0", "UPDATE item SET name = 'in the log'");
            // This process holds the database open, so its file must not be opened another way.
            assertThat(item(take(database, database.toRealPath()))).isEqualTo("in the log");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space.db",
                "per%20cent%.db",
                "quest?ion.db",
                "ha#sh & more.db",
                "it's;.db",
                "-dash",
                "ümlaut-日本.db"
            })
    void namesMayBeOdd(String name) throws Exception {
        Charset ofNames = Charset.forName(System.getProperty("sun.jnu.encoding"));
        assumeTrue(ofNames.newEncoder().canEncode(name), "this locale has no such names");
        Path database = source.resolve(name);
        create(database, "PRAGMA journal_mode = WAL");
        assertThat(item(take(database))).isEqualTo("kept");
        assertThat(Restored.contents(source)).containsOnlyKeys(name);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 65536})
    void pagesMayBeOfAnySize(int size) throws Exception {
        Path database = source.resolve("pages.db");
        create(database, "PRAGMA page_size = " + size);
        Path copy = take(database);
        assertThat(item(copy)).isEqualTo("kept");
        assertThat(Files.size(copy)).isEqualTo(2L * size);
    }

    @Test
    void aLinkNamedAsASourceIsFollowed() throws Exception {
        Path database = Files.createDirectory(temp.resolve("elsewhere")).resolve("real.db");
        create(database, "PRAGMA journal_mode = WAL");
        Path link = Files.createSymbolicLink(source.resolve("link.db"), database);
        assertThat(item(take(link))).isEqualTo("kept");
    }

    @Test
    void anEmptyFileIsAFileWhateverItsName() throws Exception {
        Path empty = Files.createFile(source.resolve("empty.db"));
        assertThat(take(empty)).isEmptyFile();
    }

    @Test
    void aDatabaseThatMayOnlyBeReadIsCopied() throws Exception {
        Path database = source.resolve("closed.db");
        create(database, "PRAGMA journal_mode = WAL");
        assertThat(database.toFile().setWritable(false)).isTrue();
        assertThat(source.toFile().setWritable(false)).isTrue();
        try {
            assertThat(item(take(database))).isEqualTo("kept");
            assertThat(Restored.contents(source)).containsOnlyKeys("closed.db");
        } finally {
            assertThat(source.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aDatabaseThatStaysLockedIsBusyForNow() throws Exception {
        Path database = source.resolve("locked.db");
        try (LedgerWriter writer = LedgerWriter.start(Engine.SQLITE_ROLLBACK, database, Ending.LOCKED);
                Snapshotter snapshotter = new Snapshotter(
                        new Staging(temp.resolve("staging")),
                        temp.resolve("drivers"),
                        Set.of(),
                        Set.of(),
                        new CancelSignal(),
                        Duration.ofMillis(100),
                        Pause.REAL)) {
            SnapshotUnit unit = snapshotter.scan(database).units().get(0);
            assertThatThrownBy(() -> snapshotter.take(unit).close())
                    .isInstanceOfSatisfying(SnapshotException.class, failure -> {
                        assertThat(failure.isTransient()).isTrue();
                        assertThat(failure.sentence())
                                .contains(database.toString())
                                .contains("busy")
                                .contains("will be tried again");
                    });
            writer.kill();
            assertThat(Restored.lastTransaction(Engine.SQLITE_ROLLBACK, take(database)))
                    .isEqualTo(LedgerWriter.LAST);
        }
    }

    @Test
    void anEncryptedDatabaseAndItsLogAreCopiedAsTheyAreTogether() throws Exception {
        byte[] sealed = new byte[8192];
        new Random(1).nextBytes(sealed);
        byte[] log = ByteBuffer.allocate(64).putInt(0x377f0683).array();
        Path database = Files.write(source.resolve("sealed.db"), sealed);
        Files.write(source.resolve("sealed.db-wal"), log);
        Files.write(source.resolve("sealed.db-shm"), new byte[32768]);
        try (Snapshotter snapshotter = snapshotter()) {
            assertThat(snapshotter.scan(source).units())
                    .extracting(unit -> unit.path() + " " + unit.kind())
                    .containsExactly("sealed.db FILE");
        }
        take(database);
        Map<String, String> copied = Restored.contents(temp.resolve("restored"));
        assertThat(copied)
                .containsOnly(Map.entry("sealed.db", Hashes.of(sealed)), Map.entry("sealed.db-wal", Hashes.of(log)));
    }
}
