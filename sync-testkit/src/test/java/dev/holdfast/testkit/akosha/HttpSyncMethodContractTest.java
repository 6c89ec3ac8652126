package dev.holdfast.testkit.akosha;

import dev.holdfast.settings.Keys;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import dev.holdfast.sync.method.MethodRequest;
import dev.holdfast.sync.method.SyncMethod;
import dev.holdfast.sync.method.http.HttpSync;
import dev.holdfast.sync.state.StateDatabase;
import dev.holdfast.testkit.SyncMethodContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP method over real databases and the stand-in, as the settings make it. */
class HttpSyncMethodContractTest extends SyncMethodContract {
    @TempDir
    Path temp;

    private StandInAkosha akosha;
    private StateDatabase state;

    @BeforeEach
    void start() throws IOException {
        akosha = new StandInAkosha();
        state = new StateDatabase(temp.resolve("home"), InstantSource.system());
    }

    @AfterEach
    void close() {
        state.close();
        akosha.close();
    }

    private SyncMethod method(URI endpoint) {
        Settings settings = Settings.builder(temp.resolve("home"))
                .set(Keys.SYSTEM_ID, "unit")
                .set(Keys.MAX_RETRIES, 0)
                .set(Keys.HTTP_ENDPOINT, Optional.of(endpoint))
                .build();
        return new HttpSync(settings, state, InstantSource.system(), Optional::empty);
    }

    @Override
    protected SyncMethod working() {
        return method(akosha.endpoint());
    }

    @Override
    protected SyncMethod unreachable() {
        akosha.stop();
        return method(akosha.endpoint());
    }

    @Override
    protected MethodRequest request() throws SQLException {
        return new MethodRequest(List.of(database("one"), database("two")), "tool");
    }

    private SourceSetting database(String name) throws SQLException {
        Path file = temp.resolve(name + ".duckdb");
        if (!Files.exists(file)) {
            try (ReflectionDatabase made = new ReflectionDatabase(file)) {
                made.withTable("reflections").withRows("reflections", name + "-", 3);
            }
        }
        return new SourceSetting(name, file);
    }

    @Override
    protected void changeOneFile() throws SQLException {
        try (ReflectionDatabase one = new ReflectionDatabase(temp.resolve("one.duckdb"))) {
            one.withRows("reflections", "new-", 1);
        }
    }
}
