package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.testkit.memoryapi.StandInMemoryApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A home whose settings name a memory API, which stands in for the real one over real HTTP. */
abstract class OnAMemoryApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final Duration PATIENCE = Duration.ofSeconds(90);
    static final String ANN = "ann";

    @TempDir
    Path work;

    private final AtomicInteger calls = new AtomicInteger();
    Path home;
    Path key;
    StandInMemoryApi api;

    @BeforeEach
    void anApi() throws IOException {
        api = new StandInMemoryApi();
        api.addKey("first-key", ANN);
        home = Files.createDirectory(work.resolve("home"));
        key = Files.writeString(work.resolve("key"), "first-key\n");
        settings("");
    }

    @AfterEach
    void close() {
        Detached.awaitEnd(work);
        api.close();
    }

    void settings(String more) throws IOException {
        settings(5, more);
    }

    void settings(int interval, String more) throws IOException {
        Files.writeString(home.resolve("holdfast.yaml"), """
                memory_api_url: %s
                memory_api_key: ${file:%s}
                sync_interval_seconds: %d
                upload_on_disconnect: false
                log_level: debug
                %s
                """.formatted(api.base(), key, interval, more));
    }

    ServerProcess started() throws IOException {
        return new ServerProcess(
                List.of(Holdfast.root().resolve("holdfast").toString(), "serve"),
                Map.of("HOLDFAST_HOME", home.toString()));
    }

    static void initialize(ServerProcess server) throws Exception {
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
    }

    ServerProcess serve() throws Exception {
        ServerProcess server = started();
        initialize(server);
        return server;
    }

    JsonNode call(ServerProcess server, String tool, Map<String, Object> arguments) throws Exception {
        int id = calls.incrementAndGet();
        server.call(id, tool, arguments, Map.of());
        return server.reply(id).at("/result/structuredContent");
    }

    void store(ServerProcess server, String content) throws Exception {
        JsonNode stored = call(server, "memory_store", Map.of("content", content));
        assertThat(stored.path("stored").asBoolean()).as(stored.toString()).isTrue();
    }

    Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    JsonNode json(String... arguments) throws Exception {
        Holdfast.Result result = run(arguments);
        assertThat(result.out()).as(result.err()).isNotEmpty();
        return JSON.readTree(result.out());
    }

    void awaitThere(String... contents) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(api.contents(ANN)).containsExactlyInAnyOrder(contents));
    }
}
