package dev.holdfast.sync.method.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.sync.state.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that another process is at work on is noticed, by its locks alone where they can tell. */
class OpenElsewhereTest {
    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @CsvSource({"WAL, INSERT INTO item VALUES (1)", "DELETE, BEGIN IMMEDIATE"})
    void locksTell(String journalMode, String holding) throws Exception {
        Path database = temp.resolve("memory.db");
        try (ChildJvm holder = ChildJvm.start(Holder.class, database.toString(), journalMode, holding)) {
            holder.waitFor("holding");
            assertThat(OpenElsewhere.isLocked(database)).isTrue();
            assertThat(holder(database))
                    .hasValueSatisfying(who -> assertThat(who).contains("another program"));
            holder.kill();
        }
        assertThat(holder(database)).isEmpty();
    }

    @Test
    void onLinuxAnIdleConnectionIsNoticedAsWell() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        Path database = temp.resolve("memory.db");
        try (ChildJvm holder =
                ChildJvm.start(Holder.class, database.toString(), "DELETE", "INSERT INTO item VALUES (1)")) {
            holder.waitFor("holding");
            assertThat(OpenElsewhere.isLocked(database)).isFalse();
            assertThat(holder(database))
                    .hasValueSatisfying(who -> assertThat(who).contains("process "));
        }
    }

    @Test
    void aFileThatNobodyHasOpenOrThatIsNotThereIsFree() throws Exception {
        assertThat(holder(Files.writeString(temp.resolve("free"), "x"))).isEmpty();
        assertThat(holder(temp.resolve("none"))).isEmpty();
        assertThat(holder(temp)).isEmpty();
    }

    private static Optional<String> holder(Path file) {
        return OpenElsewhere.lookAt(List.of(file)).holder(file);
    }

    /** Opens a database, does one thing, and keeps it open. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws SQLException, IOException {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = " + arguments[1]);
                statement.execute("CREATE TABLE item (id INTEGER)");
                statement.execute(arguments[2]);
                System.out.println("holding");
                int unused = System.in.read();
            }
        }
    }
}
