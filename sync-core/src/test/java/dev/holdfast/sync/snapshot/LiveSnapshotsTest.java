package dev.holdfast.sync.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.snapshot.Ledger.TornException;
import dev.holdfast.sync.snapshot.LedgerWriter.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Snapshots of databases that another process writes as fast as it can. {@code -Dholdfast.snapshots.long=true} takes many. */
class LiveSnapshotsTest {
    private static final boolean LONG = Boolean.getBoolean("holdfast.snapshots.long");
    private static final int SQLITE_SNAPSHOTS = LONG ? 500 : 50;
    private static final int DUCKDB_SNAPSHOTS = LONG ? 200 : 20;
    private static final int PLAIN_COPIES = 500;
    private static final int COMMITS_DURING_A_COPY = 5;

    @TempDir
    Path temp = Path.of("");

    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"SQLITE_WAL", "SQLITE_ROLLBACK"})
    void everySqliteSnapshotIsSoundAndHoldsWholeTransactionsOnly(Engine engine) throws Exception {
        takeAndCheck(engine, SQLITE_SNAPSHOTS);
    }

    @Test
    void everyDuckDbSnapshotOpensAndHoldsWholeTransactionsOnly() throws Exception {
        takeAndCheck(Engine.DUCKDB, DUCKDB_SNAPSHOTS);
    }

    private void takeAndCheck(Engine engine, int snapshots) throws Exception {
        Path database = Files.createDirectory(temp.resolve("source")).resolve("odd name?%20.db");
        Set<Long> seen = new HashSet<>();
        try (LedgerWriter writer = LedgerWriter.start(engine, database);
                Snapshotter snapshotter = snapshotter()) {
            for (int i = 0; i < snapshots; i++) {
                long before = writer.committed();
                Path copy = Restored.take(snapshotter, database, temp.resolve("restored"));
                long last = Restored.lastTransaction(engine, copy);
                assertThat(last).as("what was committed before is in it").isGreaterThanOrEqualTo(before);
                seen.add(last);
                writer.awaitCommitAfter(last);
            }
        }
        assertThat(seen).as("the writer never rested").hasSize(snapshots);
    }

    /** So that it is known that the check above can fail. */
    @ParameterizedTest
    @EnumSource(
            value = Engine.class,
            names = {"SQLITE_WAL", "SQLITE_ROLLBACK", "DUCKDB"})
    void aPlainCopyIsSoonFoundTorn(Engine engine) throws Exception {
        Path database = Files.createDirectory(temp.resolve("source")).resolve("live.db");
        boolean torn = false;
        try (LedgerWriter writer = LedgerWriter.start(engine, database)) {
            for (int i = 0; i < PLAIN_COPIES && !torn; i++) {
                Path copy = temp.resolve("plain");
                copyInTwoHalves(database, copy, writer);
                if (engine == Engine.DUCKDB) {
                    copyIfThere(Companion.DUCKDB_LOG.of(database), Companion.DUCKDB_LOG.of(copy));
                }
                torn = isTorn(engine, copy);
            }
        }
        assertThat(torn).as("a copy in which transactions are not whole").isTrue();
    }

    /** So small a database is copied faster than it is written; this one takes as long as some hundred megabytes. */
    private static void copyInTwoHalves(Path database, Path copy, LedgerWriter writer) throws IOException {
        try (InputStream in = Files.newInputStream(database);
                OutputStream out = Files.newOutputStream(copy)) {
            out.write(in.readNBytes((int) (Files.size(database) / 2)));
            writer.awaitCommitAfter(writer.committed() + COMMITS_DURING_A_COPY);
            in.transferTo(out);
        }
    }

    private static void copyIfThere(Path file, Path copy) throws IOException {
        Files.deleteIfExists(copy);
        try {
            Files.copy(file, copy);
        } catch (NoSuchFileException e) {
            assertThat(copy).as("logs come and go").doesNotExist();
        }
    }

    private static boolean isTorn(Engine engine, Path copy) {
        try {
            Restored.lastTransaction(engine, copy);
            return false;
        } catch (SQLException | TornException e) {
            return true;
        }
    }

    private Snapshotter snapshotter() {
        return new Snapshotter(temp.resolve("staging"), Set.of(), Set.of(), new CancelSignal());
    }
}
