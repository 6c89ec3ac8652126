package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.testkit.akosha.StandInAkosha;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memories on their way to an Akosha server, through the product as it is shipped. */
class HttpMethodIT {
    private static final int MEMORIES = 130;

    @TempDir
    Path home;

    @TempDir
    Path work;

    private StandInAkosha akosha;

    @BeforeEach
    void aServerAndADatabaseWithItsDriver() throws Exception {
        akosha = new StandInAkosha();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + work.resolve("reflection.duckdb"));
                Statement statement = connection.createStatement()) {
            fill(statement);
        }
        Path driver = Path.of(DuckDBDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.createSymbolicLink(
                Files.createDirectories(home.resolve("drivers")).resolve("duckdb_jdbc.jar"), driver);
    }

    private static void fill(Statement statement) throws SQLException {
        statement.execute("CREATE TABLE default_reflections (id VARCHAR PRIMARY KEY, content TEXT NOT NULL,"
                + " created_at TIMESTAMP NOT NULL, embedding FLOAT[384])");
        statement.execute("INSERT INTO default_reflections SELECT 'r-' || i, 'about ' || i, TIMESTAMP"
                + " '2026-02-08 12:00:00', [CAST(0.05 AS FLOAT) FOR j IN range(384)] FROM range(" + MEMORIES
                + ") AS rows (i)");
    }

    @AfterEach
    void close() {
        akosha.close();
    }

    private void settings(String more) throws IOException {
        Files.writeString(home.resolve("holdfast.yaml"), """
                http_endpoint: %s
                system_id: laptop
                max_retries: 0
                sources:
                  reflection: %s
                %s
                """.formatted(
                        akosha.endpoint(), work.resolve("reflection.duckdb"), more));
    }

    /** A remote on a disk that is not there. */
    private String goneRemote() {
        return "remote: " + work.resolve("unplugged/memory").toUri() + "\n";
    }

    private ServerProcess server() throws Exception {
        ServerProcess server = new ServerProcess(
                List.of(Holdfast.root().resolve("holdfast").toString(), "serve"),
                Map.of("HOLDFAST_HOME", home.toString()));
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return server;
    }

    private static JsonNode call(ServerProcess server, int id, String tool, Map<String, Object> arguments)
            throws Exception {
        server.call(id, tool, arguments, Map.of());
        return server.reply(id).at("/result/structuredContent");
    }

    private static JsonNode remote(JsonNode status, String method) {
        for (JsonNode remote : status.path("remotes")) {
            if (remote.path("method").asText().equals(method)) {
                return remote;
            }
        }
        throw new AssertionError("no " + method + " in " + status);
    }

    @Test
    void whenTheRemoteIsGoneMemoriesGoToTheServerAndTheReportAndTheStatusSaySo() throws Exception {
        settings(goneRemote());
        try (ServerProcess server = server()) {
            JsonNode report = call(server, 1, "sync_to_remote", Map.of());
            assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.path("method").asText()).isEqualTo("http");
            assertThat(report.path("attempts").findValuesAsText("method")).containsExactly("cloud", "http");
            assertThat(report.at("/attempts/0/success").asBoolean(true)).isFalse();
            assertThat(report.at("/attempts/0/error").asText()).contains("unplugged");
            assertThat(report.at("/notes/0").asText()).contains(MEMORIES + " memories were sent");
            assertThat(akosha.stored()).hasSize(MEMORIES);

            JsonNode status = call(server, 2, "sync_status", Map.of());
            assertThat(remote(status, "cloud").path("reachable").asBoolean(true))
                    .isFalse();
            assertThat(remote(status, "http").path("reachable").asBoolean())
                    .as(status.toString())
                    .isTrue();
            assertThat(remote(status, "http").path("reason").asText())
                    .contains(akosha.endpoint().toString());

            akosha.stop();
            JsonNode later = call(server, 3, "sync_status", Map.of());
            assertThat(remote(later, "http").path("reachable").asBoolean(true)).isFalse();
        }
    }

    @Test
    void withoutFallbackTheSyncFailsInASentenceThatNamesBothMethods() throws Exception {
        settings(goneRemote() + "enable_fallback: false\n");
        try (ServerProcess server = server()) {
            JsonNode report = call(server, 1, "sync_to_remote", Map.of());
            assertThat(report.path("success").asBoolean(true)).isFalse();
            assertThat(report.path("attempts").findValuesAsText("method")).containsExactly("cloud", "http");
            assertThat(report.path("error").asText())
                    .contains("cloud: ")
                    .contains("unplugged")
                    .contains("http: It was not tried, because fallback is not allowed.")
                    .doesNotContain("Exception");
        }
        assertThat(akosha.batches()).isEmpty();
    }

    @Test
    void whereOnlyAServerIsConfiguredMemoriesGoThereFirst() throws Exception {
        settings("");
        try (ServerProcess server = server()) {
            JsonNode report = call(server, 1, "sync_to_remote", Map.of());
            assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.path("attempts").findValuesAsText("method")).containsExactly("http");
            assertThat(akosha.stored("r-0").systemId()).isEqualTo("laptop");
            JsonNode status = call(server, 2, "sync_status", Map.of());
            assertThat(status.path("synced").asBoolean()).as(status.toString()).isTrue();
            assertThat(remote(status, "cloud").path("configured").asBoolean(true))
                    .isFalse();
        }
        assertThat(home.resolve("remote")).doesNotExist();
    }

    @Test
    void aSyncToAFolderLoadsNothingOfTheClient() throws Exception {
        Path log = work.resolve("classes.log");
        Files.writeString(
                home.resolve("holdfast.yaml"), "sources:\n  work: " + work.resolve("reflection.duckdb") + "\n");
        Holdfast.Result result = Holdfast.in(home)
                .with(Map.of("_JAVA_OPTIONS", "-Xlog:class+load:file=" + log))
                .run("sync");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(Files.readString(log))
                .contains("dev.holdfast.sync.method.http.HttpSync ")
                .doesNotContain("io.modelcontextprotocol.")
                .doesNotContain("java.net.http.HttpClient ");
    }
}
