package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.testkit.memoryapi.LoggedRequest;
import dev.holdfast.testkit.memoryapi.Mishap;
import dev.holdfast.testkit.memoryapi.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Memories kept in step with a memory API, through the product as it is shipped. */
@EnabledOnOs(OS.LINUX)
@Tag("once")
class MemoryApiIT extends OnAMemoryApi {
    private static final String CANARY = "canary-record-7be3";

    @Test
    void anApiThatNeverAnswersHoldsUpNothingAndGetsEverythingOnceItDoes() throws Exception {
        api.befallAll(new Mishap.BlackHole(false));
        try (ServerProcess server = started()) {
            server.send("{'jsonrpc':'2.0','id':'p','method':'ping'}");
            server.reply("p");
            assertThat(api.log()).as("requests before a client is there").isEmpty();
            initialize(server);
            await().atMost(PATIENCE).until(() -> !api.log().isEmpty());
            store(server, "one");
            store(server, "two");
            JsonNode found = call(server, "memory_recall", Map.of("query", "one"));
            assertThat(found.at("/memories/0/content").asText()).isEqualTo("one");
            assertThat(api.log())
                    .as("the first request hangs for 15 seconds, and nobody has waited for that")
                    .hasSize(1);
            api.heal();
            awaitThere("one", "two");
            assertThat(api.count(Operation.CREATE)).isEqualTo(2);
        }
    }

    @Test
    void theStatusSaysHowMemoriesStandAndAKeyThatIsRenewedGetsThemGoing() throws Exception {
        try (ServerProcess server = serve()) {
            store(server, "one");
            awaitThere("one");
            JsonNode report = call(server, "sync_to_remote", Map.of());
            assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.at("/memories/success").asBoolean()).isTrue();
            JsonNode good = call(server, "sync_status", Map.of());
            assertThat(good.path("synced").asBoolean()).as(good.toString()).isTrue();
            assertThat(good.at("/memories/by_category/facts").asInt()).isEqualTo(1);
            assertThat(good.at("/memories/pending").asInt()).isZero();
            assertThat(good.at("/memories/without_server_id").asInt()).isZero();
            assertThat(good.at("/memories/last_push").isTextual()).isTrue();
            assertThat(good.at("/memories/last_pull").isTextual()).isTrue();
            assertThat(good.at("/memories/api/reachable").asBoolean()).isTrue();
            assertThat(good.at("/memories/api/key").asText()).isEqualTo("accepted");

            api.renewKey(ANN, "second-key");
            store(server, "two");
            JsonNode refused = call(server, "sync_to_remote", Map.of());
            assertThat(refused.path("state").asText()).isEqualTo("done");
            assertThat(refused.at("/memories/success").asBoolean()).isFalse();
            assertThat(refused.at("/memories/errors").toString())
                    .contains("memory_api_key")
                    .contains(key.toString());
            JsonNode bad = call(server, "sync_status", Map.of());
            assertThat(bad.path("synced").asBoolean()).isFalse();
            assertThat(bad.at("/memories/pending").asInt()).isEqualTo(1);
            assertThat(bad.at("/memories/api/key").asText()).isEqualTo("refused");
            assertThat(bad.at("/notes").toString()).contains(key.toString());
            assertThat(json("doctor", "--json").toString()).contains("memory_api_key");

            Files.writeString(key, "second-key\n");
            awaitThere("one", "two");
        }
        assertThat(filesWith("first-key")).isEmpty();
        assertThat(filesWith("second-key")).isEmpty();
    }

    @Test
    void whatIsSaidAtTheEndOfASessionGoesAtOnce() throws Exception {
        settings(3600, "upload_on_session_end: false\n");
        try (ServerProcess server = serve()) {
            store(server, "one");
            awaitThere("one");
            call(server, "end", Map.of("summary", "We mended the boat."));
            awaitThere("one", "We mended the boat.");
        }
    }

    @Test
    void twoServersOnOneHomeSendEachMemoryOnce() throws Exception {
        try (ServerProcess first = serve();
                ServerProcess second = serve()) {
            for (int i = 0; i < 5; i++) {
                store(first, "first " + i);
                store(second, "second " + i);
            }
            await().atMost(PATIENCE).until(() -> api.contents(ANN).size() >= 10);
            call(first, "sync_to_remote", Map.of());
            call(second, "sync_to_remote", Map.of());
        }
        assertThat(api.contents(ANN)).hasSize(10).doesNotHaveDuplicates();
        assertThat(api.count(Operation.CREATE)).isEqualTo(10);
    }

    @Test
    void whatAServerLeavesUnsentGoesWithoutItAndWhoeverSendsItLeavesThen() throws Exception {
        api.stop();
        try (ServerProcess server = serve()) {
            store(server, "left behind");
            server.closeInput();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(json("status", "--json").at("/memories/pending").asInt()).isEqualTo(1);
        api.restart();
        awaitThere("left behind");
    }

    @Test
    void onANewMachineASyncBringsTheMemoriesAndKeepsThemToo() throws Exception {
        api.fill(ANN, 3, i -> "from elsewhere " + i);
        JsonNode report = json("sync", "--json");
        assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.at("/memories/pulled").asInt()).isEqualTo(3);
        assertThat(report.path("files_uploaded").toString()).contains("memory.db");
        assertThat(json("memory", "list", "--json").path("memories")).hasSize(3);
        Holdfast.Result status = run("status");
        assertThat(status.status()).as(status.out()).isZero();
        assertThat(status.out())
                .contains("Everything is synced.")
                .contains("Memory API: " + api.base())
                .contains("reachable");
    }

    @Test
    void aMemoryThatTheApiDoesNotTakeIsNamedAndHoldsUpNothing() throws Exception {
        api.limit(100, Set.of("facts"));
        String id =
                json("memory", "add", "long ".repeat(50), "--json").path("id").asText();
        run("memory", "add", "short");
        Detached.awaitEnd(work);
        awaitThere("short");
        Holdfast.Result sync = run("sync");
        assertThat(sync.status()).as(sync.out() + sync.err()).isZero();
        JsonNode status = json("status", "--json");
        assertThat(status.path("synced").asBoolean()).isFalse();
        assertThat(status.at("/memories/parked_memories/0/id").asText()).isEqualTo(id);
        assertThat(status.at("/memories/parked_memories/0/reason").asText()).isNotBlank();
        assertThat(run("status").status()).isEqualTo(ExitCode.FAILED);
        api.limit(10_000, Set.of("facts"));
        assertThat(json("retry", "--json").path("memories_retried").asInt()).isEqualTo(1);
        awaitThere("short", "long ".repeat(50));
    }

    @Test
    void whatIsSensitiveStaysOutOfEveryPathThatNobodyOpened() throws Exception {
        settings("enable_compression: false\n");
        StringBuilder told = new StringBuilder();
        try (ServerProcess server = serve()) {
            store(server, "harmless");
            call(
                    server,
                    "memory_store",
                    Map.of("content", "The code is " + CANARY, "tags", List.of(CANARY), "sensitive", true));
            awaitThere("harmless");
            told.append(call(server, "sync_to_remote", Map.of()));
            told.append(call(server, "sync_status", Map.of()));
            told.append(server.errors());
        }
        for (String command : List.of("status", "doctor", "memory list", "memory list --conflicts", "memory export")) {
            Holdfast.Result result = run(command.split(" "));
            told.append(result.out()).append(result.err());
        }
        assertThat(told.toString()).contains("harmless").doesNotContain(CANARY);
        assertThat(filesWith(CANARY)).isEmpty();
        assertThat(bodiesWithCanary()).isEmpty();

        settings("memory_api_sensitive: true\n");
        run("sync");
        assertThat(bodiesWithCanary()).isNotEmpty().allMatch(body -> body.contains("\"force_sensitive\":true"));
        assertThat(filesWith(CANARY)).isEmpty();
    }

    private List<String> bodiesWithCanary() {
        return api.log().stream()
                .map(LoggedRequest::body)
                .filter(body -> body.contains(CANARY))
                .toList();
    }

    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(text))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
