package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise P5 through the product as it is shipped: what {@code end} has acknowledged is uploaded, come what may. */
class SessionEndIT {
    private static final int MEGABYTES = 300;

    @TempDir
    Path home;

    @TempDir
    Path work;

    @BeforeEach
    void aMemoryThatTakesItsTimeToUpload() throws IOException {
        byte[] block = new byte[1 << 20];
        Random random = new Random(1);
        try (OutputStream out = Files.newOutputStream(work.resolve("large.bin"))) {
            for (int i = 0; i < MEGABYTES; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  large: " + work.resolve("large.bin") + "\n");
    }

    @AfterEach
    void nobodyIsLeft() {
        Detached.awaitEnd(home);
    }

    @Test
    void endAnswersWhileTheUploadGoesOnAndAKillLosesNothing() throws Exception {
        String jobId;
        try (ServerProcess server = serve()) {
            server.call(1, "end", Map.of("summary", "tried something"), Map.of());
            JsonNode answer = server.reply(1).path("result").path("structuredContent");
            assertThat(manifests())
                    .as("uploads that had ended when end answered")
                    .isEmpty();
            assertThat(answer.path("queued").asBoolean()).isTrue();
            jobId = answer.path("job_id").asText();
            assertThat(jobId).isNotEmpty();
            server.process().destroyForcibly();
            server.exitCode();
        }
        assertThat(manifests()).as("a torn upload is not visible").isEmpty();

        JsonNode queue = new ObjectMapper()
                .readTree(Holdfast.in(home).run("status", "--json").out())
                .path("queue");
        // The process that 'end' has left behind may be at it by now, or even be done.
        int open = queue.path("pending").asInt() + queue.path("running").asInt();
        assertThat(open + manifests().size()).as("jobs that are open or done").isPositive();

        try (ServerProcess next = serve()) {
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(manifests()).hasSize(1));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                next.call("s", "sync_status", Map.of(), Map.of());
                JsonNode status = next.reply("s").path("result").path("structuredContent");
                assertThat(status.path("queue").path("pending").asInt()
                                + status.path("queue").path("running").asInt())
                        .isZero();
                assertThat(status.path("synced").asBoolean()).isTrue();
            });
        }
        assertThat(manifests()).as("the job took effect once").hasSize(1);
    }

    @Test
    void aSyncShowsHowManyBytesOfEachFileAreDone() throws Exception {
        Path memory = Files.createDirectory(work.resolve("memory"));
        byte[] content = new byte[6 << 20];
        for (String name : List.of("first.bin", "second.bin")) {
            new Random(name.length()).nextBytes(content);
            Files.write(memory.resolve(name), content);
        }
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  memory: " + memory + "\n");
        try (ServerProcess server = serve()) {
            server.call(1, "sync_to_remote", Map.of(), Map.of("progressToken", "p"));
            assertThat(server.reply(1).at("/result/structuredContent/success").asBoolean())
                    .isTrue();
            server.closeInput();
            server.exitCode();
            List<JsonNode> told = server.rest().stream()
                    .filter(message -> message.path("method").asText().equals("notifications/progress"))
                    .map(message -> message.path("params"))
                    .toList();
            assertThat(told)
                    .extracting(params -> params.path("progress").asDouble())
                    .isSorted()
                    .doesNotHaveDuplicates();
            List<String> messages =
                    told.stream().map(params -> params.path("message").asText()).toList();
            assertThat(messages)
                    .isNotEmpty()
                    .allMatch(message -> message.matches("memory/(first|second)\\.bin: [\\d.]+ [KM]?i?B of 6\\.0 MiB"));
            assertThat(messages)
                    .filteredOn(message -> message.startsWith(messages.get(0).substring(0, "memory/first".length())))
                    .as("of the first one, to its end")
                    .last()
                    .asString()
                    .contains("6.0 MiB of 6.0 MiB");
        }
    }

    @Test
    void uploadOnSessionEndCanBeSwitchedOffAndThatIsSaid() throws Exception {
        try (ServerProcess server = serve("--set", "upload_on_session_end=false")) {
            server.call(1, "end", Map.of(), Map.of());
            JsonNode result = server.reply(1).path("result");
            assertThat(result.path("isError").asBoolean()).isFalse();
            assertThat(result.path("structuredContent").path("queued").asBoolean())
                    .isFalse();
            assertThat(result.path("content").path(0).path("text").asText()).contains("upload_on_session_end");
        }
        assertThat(Files.exists(home.resolve("remote"))).isFalse();
    }

    private ServerProcess serve(String... flags) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(Holdfast.root().resolve("holdfast").toString(), "serve", "--home", home.toString()),
                        Stream.of(flags))
                .toList();
        ServerProcess server = new ServerProcess(command);
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return server;
    }

    private List<Path> manifests() throws IOException {
        Path remote = home.resolve("remote");
        if (!Files.exists(remote)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(remote)) {
            return files.filter(file -> file.endsWith("manifest.json")).toList();
        }
    }
}
