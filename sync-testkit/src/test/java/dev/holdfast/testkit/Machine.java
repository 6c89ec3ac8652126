package dev.holdfast.testkit;

import dev.holdfast.settings.CompressionFormat;
import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.MethodResult;
import dev.holdfast.sync.method.RestoreReport;
import dev.holdfast.sync.method.RestoreRequest;
import dev.holdfast.sync.method.SyncContext;
import dev.holdfast.sync.method.SyncException;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.method.cloud.CloudRecovery;
import dev.holdfast.sync.method.cloud.CloudSync;
import dev.holdfast.sync.storage.ForwardingStorage;
import dev.holdfast.sync.storage.StorageClient;
import dev.holdfast.sync.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A machine with memory on it, a system id and a remote: what is synced from it and restored to it. */
final class Machine {
    private final Path root;
    private final StorageClient remote;
    private final List<SourceSetting> sources = new ArrayList<>();
    private final VirtualPause pause = new VirtualPause();
    private final Settings.Builder settings;

    Machine(Path root, String systemId, StorageClient remote) {
        this.root = root;
        this.remote = remote;
        this.settings = Settings.builder(root.resolve("home"))
                .set(Keys.SYSTEM_ID, systemId)
                .set(Keys.MAX_RETRIES, 2);
    }

    /** One source of every kind. */
    Machine withEveryKind() throws IOException, SQLException {
        source("notes");
        write("notes/a.md", "alpha");
        write("notes/empty", "");
        write("notes/deep/er/Größe & co.md", "beta ".repeat(20_000));
        write("notes/con", "a name that some machines can't have");
        write("plain.txt", "just text");
        source("plain", "plain.txt");
        write("nothing", "");
        source("nothing");
        sql("memory.db", "PRAGMA journal_mode=WAL", "CREATE TABLE memory (content TEXT)");
        sql(
                "memory.db",
                "INSERT INTO memory WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                        + " SELECT 'memory ' || i FROM n");
        source("memory", "memory.db");
        sql("rows.db", "CREATE TABLE none (content TEXT)");
        source("rows", "rows.db");
        sql("graph.duckdb", "CREATE TABLE node AS SELECT range AS id FROM range(500)", "CREATE TABLE edge (id INT)");
        // What is committed from now on stays in a log beside it, as while its program runs.
        sql("graph.duckdb", "PRAGMA disable_checkpoint_on_shutdown", "INSERT INTO node VALUES (500), (501)");
        source("graph", "graph.duckdb");
        // Encrypted, so that only its log tells what it is.
        Files.write(root.resolve("secret.db"), StorageContractSetup.bytes(9000));
        Files.write(root.resolve("secret.db-wal"), HexFormat.of().parseHex("377f0682002de218" + "00".repeat(24)));
        source("secret", "secret.db");
        return this;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    Machine write(String name, String content) throws IOException {
        Files.createDirectories(root.resolve(name).resolveSibling(""));
        Files.writeString(root.resolve(name), content);
        return this;
    }

    Machine source(String name) {
        return source(name, name);
    }

    Machine source(String name, String file) {
        sources.add(new SourceSetting(name, root.resolve(file)));
        settings.set(Keys.SOURCES, List.copyOf(sources));
        return this;
    }

    /** As the settings call it, or {@code none}. */
    Machine compression(String format) {
        settings.set(Keys.ENABLE_COMPRESSION, !format.equals("none"));
        if (!format.equals("none")) {
            settings.set(Keys.COMPRESSION_FORMAT, CompressionFormat.valueOf(format.toUpperCase(Locale.ROOT)));
        }
        return this;
    }

    void sql(String database, String... statements) throws SQLException {
        try (Connection connection = connect(root.resolve(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Connection connect(Path database) throws SQLException {
        String engine = database.toString().endsWith(".duckdb") ? "duckdb" : "sqlite";
        return DriverManager.getConnection("jdbc:" + engine + ":" + database);
    }

    /** Rows of a table in a database anywhere. */
    static long rows(Path database, String table) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    MethodResult sync() throws SyncException {
        return sync(Clock.systemUTC());
    }

    MethodResult sync(Clock clock) throws SyncException {
        return new CloudSync(settings.build(), any -> kept(), clock, pause, Set.of())
                .sync(new MethodRequest(sources, "command"), SyncContext.quiet());
    }

    CloudRecovery recovery() {
        return recovery(kept());
    }

    CloudRecovery recovery(StorageClient other) {
        return new CloudRecovery(settings.build(), any -> other, Clock.systemUTC(), pause);
    }

    /** The sessions close what they open, and the remote serves many. */
    private StorageClient kept() {
        return new ForwardingStorage(remote) {
            @Override
            protected <T> T around(String operation, String key, Call<T> call) throws StorageException {
                return call.run();
            }

            @Override
            public void close() {
                // The remote serves others as well.
            }
        };
    }

    RestoreReport restore(String to, String... names) throws SyncException {
        return recovery().restore(into(to, names), SyncContext.quiet());
    }

    RestoreReport restoreAt(Instant at, String to) throws SyncException {
        return recovery()
                .restore(
                        new RestoreRequest(
                                Optional.empty(), Optional.of(at), List.of(), new RestoreRequest.Into(path(to))),
                        SyncContext.quiet());
    }

    RestoreRequest into(String to, String... names) {
        return new RestoreRequest(
                Optional.empty(), Optional.empty(), List.of(names), new RestoreRequest.Into(path(to)));
    }

    RestoreReport inPlace(String... names) throws SyncException {
        return inPlace(Clock.systemUTC(), names);
    }

    RestoreReport inPlace(Clock clock, String... names) throws SyncException {
        return new CloudRecovery(settings.build(), any -> kept(), clock, pause)
                .restore(
                        new RestoreRequest(
                                Optional.empty(), Optional.empty(), List.of(names), new RestoreRequest.InPlace()),
                        SyncContext.quiet());
    }

    VerifyReport verify(boolean readData) throws SyncException {
        return recovery().verify(Optional.empty(), readData, SyncContext.quiet());
    }

    CancelSignal cancelled() {
        CancelSignal cancel = new CancelSignal();
        cancel.cancel();
        return cancel;
    }

    /** Every file below, with a hash of its bytes. */
    static Map<String, String> files(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        if (Files.exists(tree)) {
            try (Stream<Path> paths = Files.walk(tree)) {
                for (Path path : (Iterable<Path>) paths::iterator) {
                    if (!Files.isDirectory(path)) {
                        found.put(
                                tree.relativize(path).toString().replace('\\', '/'),
                                Manifests.sha256(Files.readAllBytes(path)));
                    }
                }
            }
        }
        return found;
    }
}
