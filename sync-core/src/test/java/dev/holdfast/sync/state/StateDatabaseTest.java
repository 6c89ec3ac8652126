package dev.holdfast.sync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDatabaseTest {
    private Path home;
    private StateDatabase state;

    @BeforeEach
    void open(@TempDir Path directory) {
        home = directory.resolve("deep").resolve("home");
        state = new StateDatabase(home, new ManualClock());
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void nothingIsMadeBeforeTheFirstUse() {
        assertThat(state.notices()).isEmpty();
        assertThat(home).doesNotExist();
        note("first");
        assertThat(home.resolve("state.db")).exists();
    }

    @Test
    void theFileIsDurableAndChecked() {
        assertThat(pragma("journal_mode")).isEqualTo("wal");
        assertThat(pragma("synchronous")).isEqualTo("2");
        assertThat(pragma("foreign_keys")).isEqualTo("1");
        assertThat(pragma("busy_timeout")).isNotEqualTo("0");
        assertThat(pragma("user_version")).isEqualTo(Integer.toString(Migrations.STATE.latest()));
    }

    @Test
    void otherUsersAreKeptOut() throws IOException {
        assumeTrue(home.getFileSystem().supportedFileAttributeViews().contains("posix"));
        note("first");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void whatFailsIsUndoneAsAWhole() {
        note("kept");
        assertThatThrownBy(() -> state.write(connection -> {
                    insert(connection, "lost");
                    throw new IllegalStateException("half way");
                }))
                .hasMessage("half way");
        assertThat(notes(state)).containsExactly("kept");
    }

    @Test
    void aNewerSchemaIsRefusedAndNotTouched() throws Exception {
        note("first");
        state.close();
        execute("PRAGMA user_version = " + (Migrations.STATE.latest() + 1));
        Map<String, byte[]> before = content();
        try (StateDatabase later = new StateDatabase(home, new ManualClock())) {
            assertThatThrownBy(() -> notes(later))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("later version of Holdfast")
                    .hasMessageContaining(home.resolve("state.db").toString())
                    .hasMessageContaining("update");
        }
        assertThat(content().get("state.db")).isEqualTo(before.get("state.db"));
        assertThat(content().getOrDefault("state.db-wal", new byte[0])).isEmpty();
    }

    @Test
    void aSchemaThatBecomesNewerWhileOpenIsNotWrittenTo() throws SQLException {
        note("first");
        execute("PRAGMA user_version = " + (Migrations.STATE.latest() + 1));
        assertThatThrownBy(() -> note("second"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("later version");
        execute("PRAGMA user_version = " + Migrations.STATE.latest());
        assertThat(notes(state)).containsExactly("first");
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefused() throws Exception {
        Files.createDirectories(home);
        execute("CREATE TABLE theirs (x)");
        assertThatThrownBy(() -> note("ours"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("something else than Holdfast");
        execute("INSERT INTO theirs VALUES (1)");
    }

    @Test
    void aFullDiskIsSaidAndLosesNothing() {
        note("kept");
        assertThatThrownBy(() -> state.write(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("PRAGMA max_page_count = 1");
                    }
                    for (int i = 0; i < 1000; i++) {
                        insert(connection, "x".repeat(5000) + i);
                    }
                    return 0;
                }))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("full")
                .hasMessageContaining("free some space");
        note("afterwards");
        assertThat(notes(state)).containsExactly("kept", "afterwards");
    }

    @Test
    void aHomeThatCannotBeMadeIsSaid() throws IOException {
        Files.createDirectories(home.getParent());
        Files.writeString(home, "a file stands here");
        assertThatThrownBy(() -> note("first"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining(home.toString())
                .hasMessageContaining("can't be used");
    }

    @Test
    void aReadOnlyHomeIsSaid() throws IOException {
        Files.createDirectories(home);
        assumeTrue(home.toFile().setWritable(false) && !Files.isWritable(home), "this user may write anywhere");
        try {
            assertThatThrownBy(() -> note("first"))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("access denied")
                    .hasMessageContaining("writable");
        } finally {
            assertThat(home.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aPathThatSqliteWouldMisreadIsRefused(@TempDir Path directory) {
        try (StateDatabase odd = new StateDatabase(directory.resolve("what?mode=ro"), new ManualClock())) {
            assertThatThrownBy(() -> notes(odd))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("'?'");
        }
    }

    @Test
    void afterClosingNothingIsOpenedAgain() {
        note("first");
        state.close();
        assertThatThrownBy(() -> note("second"))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void twoConnectionsOfOneProcessSeeEachOther() {
        try (StateDatabase other = new StateDatabase(home, new ManualClock())) {
            note("here");
            assertThat(notes(other)).containsExactly("here");
        }
        note("still here");
        assertThat(notes(state)).containsExactly("here", "still here");
    }

    private String pragma(String name) {
        return state.read(connection -> Sql.query(connection, "PRAGMA " + name, row -> row.getString(1)))
                .get(0);
    }

    private void note(String text) {
        note(state, text);
    }

    static void note(StateDatabase state, String text) {
        int rows = state.write(connection -> insert(connection, text));
        assertThat(rows).isEqualTo(1);
    }

    private static int insert(Connection connection, String text) throws SQLException {
        return Sql.update(
                connection,
                "INSERT INTO source_record (destination, name, path, updated) VALUES ('test', ?, '', 0)",
                text);
    }

    static List<String> notes(StateDatabase state) {
        return state.read(connection ->
                Sql.query(connection, "SELECT name FROM source_record ORDER BY rowid", row -> row.getString(1)));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("state.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Map<String, byte[]> content() throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(home)) {
            all.forEach(files::add);
        }
        for (Path file : files) {
            content.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return content;
    }
}
