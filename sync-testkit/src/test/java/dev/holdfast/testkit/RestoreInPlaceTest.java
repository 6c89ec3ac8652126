package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.SyncException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over the source itself: the old is kept, whole and usable, and nothing that is in use is replaced. */
class RestoreInPlaceTest {
    @TempDir
    Path temp = Path.of("");

    private final MemoryStorage remote = new MemoryStorage();

    private Machine machine() {
        return new Machine(temp, "laptop", remote);
    }

    private Machine withDatabase() throws SQLException, SyncException {
        Machine machine = machine().source("memory", "memory.db");
        machine.sql("memory.db", "PRAGMA journal_mode=WAL", "CREATE TABLE memory (content TEXT)");
        machine.sql("memory.db", "INSERT INTO memory VALUES ('kept')");
        machine.sync();
        return machine;
    }

    /** Leaves the database as a killed process does: with rows that are in its log alone. */
    private void addRowsToTheLogAlone(Machine machine) throws Exception {
        Path copy = Files.createDirectories(temp.resolve("copy"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + machine.path("memory.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("INSERT INTO memory VALUES ('since'), ('then')");
            for (String name : new String[] {"memory.db", "memory.db-wal", "memory.db-shm"}) {
                Files.copy(machine.path(name), copy.resolve(name));
            }
        }
        for (String name : new String[] {"memory.db", "memory.db-wal", "memory.db-shm"}) {
            Files.deleteIfExists(machine.path(name));
            Files.move(copy.resolve(name), machine.path(name));
        }
    }

    @Test
    void aDatabaseIsReplacedAndTheOldOneKeptWithItsLog() throws Exception {
        Machine machine = withDatabase();
        addRowsToTheLogAlone(machine);
        boolean posix = temp.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix) {
            Files.setPosixFilePermissions(machine.path("memory.db"), PosixFilePermissions.fromString("rw-------"));
        }
        RestoreReport report = machine.inPlace("memory");
        assertThat(report.restored()).containsExactly("memory/memory.db");
        assertThat(report.directory()).isEmpty();
        assertThat(machine.path("memory.db-wal")).doesNotExist();
        assertThat(Machine.rows(machine.path("memory.db"), "memory")).isEqualTo(1);
        if (posix) {
            assertThat(Files.getPosixFilePermissions(machine.path("memory.db")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
        Path kept = report.keptAside().get(0);
        assertThat(kept.getFileName().toString()).matches("memory\\.db\\.before-restore-\\d{8}T\\d{6}\\.\\d{3}Z");
        assertThat(kept.resolveSibling(kept.getFileName() + "-wal")).exists();
        assertThat(Machine.rows(kept, "memory")).as("with what its log held").isEqualTo(3);
    }

    /** Without its log the old one would have lost rows. */
    @Test
    void aDatabaseThatCantBeKeptWithAllItsLogsHasThemStill() throws Exception {
        Machine machine = withDatabase();
        addRowsToTheLogAlone(machine);
        Path inTheWay = machine.path("memory.db.before-restore-20260102T030405.000Z-shm");
        Files.createDirectories(inTheWay.resolve("somebody's"));
        Map<String, String> before = Machine.files(temp);
        Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
        assertThatThrownBy(() -> machine.inPlace(clock, "memory"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("it was not replaced");
        assertThat(Machine.files(temp)).isEqualTo(before);
        assertThat(Machine.rows(machine.path("memory.db"), "memory")).isEqualTo(3);
    }

    @Test
    void aDatabaseThatIsTheSameButHasALogOfItsOwnIsReplaced() throws Exception {
        Machine machine = withDatabase();
        Path before = Files.copy(machine.path("memory.db"), temp.resolve("before"));
        machine.inPlace("memory");
        assertThat(machine.inPlace("memory").unchanged()).containsExactly("memory/memory.db");
        assertThat(before).exists();
        addRowsToTheLogAlone(machine);
        assertThat(machine.inPlace("memory").restored()).containsExactly("memory/memory.db");
        assertThat(Machine.rows(machine.path("memory.db"), "memory")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAL", "DELETE"})
    void aDatabaseThatAnotherProgramHasOpenIsRefused(String journalMode) throws Exception {
        Machine machine = withDatabase();
        machine.sql("memory.db", "PRAGMA journal_mode=" + journalMode, "INSERT INTO memory VALUES ('since')");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseHolder.class.getName(),
                        machine.path("memory.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('r');
            Map<String, String> before = Machine.files(temp);
            assertThatThrownBy(() -> machine.inPlace("memory"))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("memory.db")
                    .hasMessageContaining("another program")
                    .hasMessageContaining("Nothing was restored");
            assertThat(Machine.files(temp)).isEqualTo(before);
        } finally {
            holder.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
        assertThat(machine.inPlace("memory").restored()).hasSize(1);
    }

    @Test
    void aDuckDbDatabaseComesBackWithItsLogAndAnOldLogGoesAside() throws Exception {
        byte[] duck = new byte[3 * 4096];
        System.arraycopy("DUCK".getBytes(StandardCharsets.US_ASCII), 0, duck, 8, 4);
        duck[20] = 1; // encrypted, so that nobody here can open it
        Machine machine = machine().source("graph", "graph.duckdb");
        Files.write(machine.path("graph.duckdb"), duck);
        machine.sync();
        machine.write("graph.duckdb.wal", "a log that was not there");
        RestoreReport without = machine.inPlace("graph");
        assertThat(machine.path("graph.duckdb.wal")).doesNotExist();
        assertThat(Path.of(without.keptAside().get(0) + ".wal")).hasContent("a log that was not there");

        duck[5000] = 1;
        Files.write(machine.path("graph.duckdb"), duck);
        machine.write("graph.duckdb.wal", "the log").sync();
        machine.write("graph.duckdb", "broken");
        RestoreReport with = machine.inPlace("graph");
        // The log was the same; but with another database it would have been another one's.
        assertThat(with.restored()).containsExactlyInAnyOrder("graph/graph.duckdb", "graph/graph.duckdb.wal");
        assertThat(machine.path("graph.duckdb")).hasBinaryContent(duck);
        assertThat(machine.path("graph.duckdb.wal")).hasContent("the log");
    }

    @Test
    void ofAFolderWhatIsNotInTheUploadStays() throws Exception {
        Machine machine = machine()
                .write("notes/a.md", "alpha")
                .write("notes/deep/b.md", "beta")
                .source("notes");
        machine.sync();
        machine.write("notes/a.md", "changed").write("notes/new.md", "new");
        Files.delete(machine.path("notes/deep/b.md"));
        Files.delete(machine.path("notes/deep"));
        RestoreReport report = machine.inPlace("notes");
        assertThat(report.restored()).containsExactlyInAnyOrder("notes/a.md", "notes/deep/b.md");
        assertThat(machine.path("notes/a.md")).hasContent("alpha");
        assertThat(machine.path("notes/deep/b.md")).hasContent("beta");
        assertThat(machine.path("notes/new.md")).hasContent("new");
        assertThat(report.keptAside())
                .singleElement()
                .satisfies(kept -> assertThat(kept).hasContent("changed"));
    }

    @Test
    void aFileWhoseNameOnlyLooksLikeALogStays() throws Exception {
        Machine machine = machine().write("notes/dream", "of sheep").source("notes");
        machine.sync();
        machine.write("notes/dream-journal", "mine").write("notes/dream-wal", "mine too");
        assertThat(machine.inPlace("notes").unchanged()).containsExactly("notes/dream");
        machine.write("notes/dream", "changed");
        machine.inPlace("notes");
        assertThat(machine.path("notes/dream-journal")).hasContent("mine");
        assertThat(machine.path("notes/dream-wal")).hasContent("mine too");
    }

    @Test
    void theLogOfAnEncryptedDatabaseGoesAsideWithIt() throws Exception {
        Machine machine = machine().write("secret.db", "not to be read").source("secret", "secret.db");
        machine.sync();
        byte[] log = new byte[64];
        System.arraycopy(new byte[] {0x37, 0x7f, 0x06, (byte) 0x82}, 0, log, 0, 4);
        Files.write(machine.path("secret.db-wal"), log);
        RestoreReport report = machine.inPlace("secret");
        assertThat(machine.path("secret.db-wal")).doesNotExist();
        assertThat(Path.of(report.keptAside().get(0) + "-wal")).hasBinaryContent(log);
    }

    @Test
    void anythingDamagedOnTheRemoteLeavesEverythingAsItIs() throws Exception {
        Machine machine = machine()
                .write("notes/a.md", "alpha")
                .write("notes/b.md", "beta")
                .source("notes");
        machine.sync();
        machine.write("notes/a.md", "changed").write("notes/b.md", "changed");
        String damaged = remote.keys().stream()
                .filter(key -> key.contains("b.md"))
                .findFirst()
                .orElseThrow();
        Manifests.put(remote, damaged, new byte[] {1, 2, 3});
        Map<String, String> before = Machine.files(machine.path("notes"));
        assertThatThrownBy(() -> machine.inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(damaged);
        assertThat(Machine.files(machine.path("notes"))).isEqualTo(before);
    }

    @Test
    void onANewMachineAFileBecomesAFileAndAFolderAFolder() throws Exception {
        Machine old = machine()
                .write("plain.txt", "text")
                .write("notes/a.md", "alpha")
                .source("notes");
        old.source("plain", "plain.txt").sync();
        Machine fresh = new Machine(temp.resolve("fresh"), "laptop", remote)
                .source("plain", "deep/plain.txt")
                .source("notes", "my/notes");
        fresh.inPlace("plain", "notes");
        assertThat(fresh.path("deep/plain.txt")).hasContent("text");
        assertThat(fresh.path("my/notes/a.md")).hasContent("alpha");
    }

    @Test
    void aFolderDoesNotReplaceAFile() throws Exception {
        machine()
                .write("notes/a.md", "alpha")
                .write("notes/b.md", "b")
                .source("notes")
                .sync();
        Machine other = new Machine(temp.resolve("other"), "laptop", remote)
                .write("notes", "a file")
                .source("notes");
        assertThatThrownBy(() -> other.inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("was a folder");
        assertThat(other.path("notes")).hasContent("a file");
    }

    @Test
    void onlyWhatTheSettingsNameGoesInPlace() throws Exception {
        machine().write("notes/a.md", "alpha").source("notes").sync();
        assertThatThrownBy(() -> machine().inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("'sources'");
        assertThatThrownBy(() -> machine().source("notes").inPlace())
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("name a source");
    }

    @Test
    void aNameWithNoRoomForTheOldFileIsRefusedBeforeAnythingIsTouched() throws Exception {
        String longName = "notes/" + "n".repeat(240);
        Machine machine =
                machine().write("notes/a.md", "alpha").write(longName, "long").source("notes");
        machine.sync();
        machine.write("notes/a.md", "changed").write(longName, "changed");
        Map<String, String> before = Machine.files(temp);
        assertThatThrownBy(() -> machine.inPlace("notes"))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("too long");
        assertThat(Machine.files(temp)).isEqualTo(before);
    }

    /** Has a database open and does nothing with it. */
    static final class DatabaseHolder {
        private DatabaseHolder() {}

        public static void main(String[] arguments) throws SQLException, IOException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT count(*) FROM memory");
                System.out.print("r");
                System.out.flush();
                int unused = System.in.read();
            }
        }
    }
}
