package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.testkit.S3Proxy;
import dev.holdfast.testkit.net.LineFault;
import dev.holdfast.testkit.net.TcpFault;
import dev.holdfast.testkit.net.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Promise P5 where it is hardest: however the client ends its server, what was recorded is uploaded. */
@EnabledOnOs(OS.LINUX)
class DepartureIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BYTES = 96 * 1024;
    private static final int A_SECOND = 16 * 1024;

    private static final Pattern ADDRESS = Pattern.compile("is listening at (http:\\S+)");

    @TempDir
    Path work;

    private Path home;
    private Path memory;

    @BeforeEach
    void aMemory() throws IOException {
        home = Files.createDirectory(work.resolve("home"));
        byte[] content = new byte[BYTES];
        new Random(1).nextBytes(content);
        memory = Files.write(work.resolve("memory.bin"), content);
        settings("");
    }

    @AfterEach
    void nobodyIsLeft() {
        Detached.awaitEnd(work);
    }

    private void settings(String more) throws IOException {
        Files.writeString(
                home.resolve("holdfast.yaml"), "system_id: laptop\nsources:\n  memory: " + memory + "\n" + more);
    }

    @Test
    void anUploadThatTakesLongOutlivesAClientThatSignalsAndKillsTheWholeGroup() throws Exception {
        uploadsThoughTheClientLeaves(server -> {
            signal("INT", server);
            TimeUnit.MILLISECONDS.sleep(100);
            signal("TERM", server);
            TimeUnit.MILLISECONDS.sleep(400);
            signal("KILL", server);
        });
    }

    @Test
    void anUploadThatTakesLongOutlivesAClientThatOnlyClosesItsEnd() throws Exception {
        uploadsThoughTheClientLeaves(ServerProcess::closeInput);
    }

    /** How a client ends its server. */
    private interface Leaving {
        void leave(ServerProcess server) throws Exception;
    }

    private void uploadsThoughTheClientLeaves(Leaving client) throws Exception {
        S3Proxy service = S3Proxy.shared();
        String bucket = "departure-" + UUID.randomUUID();
        service.createBucket(bucket);
        try (TcpProxy slow = TcpProxy.to(service.endpoint())) {
            slow.plan(TcpFault.onRequest(LineFault.NONE.drip(A_SECOND, Duration.ofSeconds(1))));
            settings("remote: s3://" + bucket + "\ncloud_endpoint: " + slow.endpoint() + "\n");
            try (ServerProcess server = serve(withKey(service))) {
                assertThat(end(server)).isTrue();
                client.leave(server);
                server.exitCode();
                assertThat(stored(service, bucket)).as("nothing is there yet").noneMatch(DepartureIT::isManifest);
            }
            await().atMost(PATIENCE).until(() -> jobs("WHERE state = 'done'") == 1);
            assertThat(jobs()).isEqualTo(1);
            assertThat(stored(service, bucket))
                    .filteredOn(DepartureIT::isManifest)
                    .hasSize(1);
        }
    }

    @Test
    void aClientThatOnlyClosesItsEndIsASessionsEndToo() throws Exception {
        try (ServerProcess server = serve(Map.of())) {
            server.closeInput();
            assertThat(server.exitCode()).isZero();
        }
        awaitUpload();
        assertThat(status().path("synced").asBoolean()).isTrue();
    }

    @Test
    void aClientThatCalledEndAndClosedIsNotCountedTwice() throws Exception {
        try (ServerProcess server = serve(Map.of())) {
            assertThat(end(server)).isTrue();
            server.closeInput();
            assertThat(server.exitCode()).isZero();
        }
        awaitUpload();
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aClientThatLeavesCountsForNothingWhereTheSettingsSaySo() throws Exception {
        settings("upload_on_disconnect: false\n");
        try (ServerProcess server = serve(Map.of())) {
            server.closeInput();
            assertThat(server.exitCode()).isZero();
        }
        assertThat(jobs()).isZero();
    }

    @Test
    void aClientOverHttpThatLeavesWithoutEndIsCountedAndOneThatCalledEndNotTwice() throws Exception {
        Path log = work.resolve("serve.log");
        Process server = Holdfast.in(home).start(ProcessBuilder.Redirect.DISCARD, log, "serve", "--http", "0");
        try {
            await().atMost(PATIENCE)
                    .until(() -> ADDRESS.matcher(Files.readString(log)).find());
            Matcher address = ADDRESS.matcher(Files.readString(log));
            assertThat(address.find()).isTrue();
            URI mcp = URI.create(address.group(1));
            String session = open(mcp);
            send(mcp, session, "DELETE", "");
            awaitUpload();
            assertThat(jobs("WHERE triggered_by = 'session_end'")).isEqualTo(1);

            String another = open(mcp);
            send(mcp, another, "POST", "{'jsonrpc':'2.0','id':2,'method':'tools/call','params':{'name':'end'}}");
            await().atMost(PATIENCE).until(() -> jobs("WHERE state = 'done'") == 2);
            send(mcp, another, "DELETE", "");
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(jobs()).isEqualTo(2);
        } finally {
            server.destroyForcibly();
        }
    }

    private static String open(URI mcp) throws Exception {
        String version = "'protocolVersion':'2025-11-25','capabilities':{},'clientInfo':{'name':'it','version':'1'}";
        HttpResponse<String> answer =
                send(mcp, "", "POST", "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{" + version + "}}");
        String session = answer.headers().firstValue("mcp-session-id").orElseThrow();
        send(mcp, session, "POST", "{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return session;
    }

    private static HttpResponse<String> send(URI mcp, String session, String method, String json) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(mcp)
                .method(method, HttpRequest.BodyPublishers.ofString(json.replace('\'', '"')))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return answer;
    }

    @Test
    void aServerThatIsKilledWithWhatItLeftBehindIsMadeUpForByTheNextStartOfAnything() throws Exception {
        S3Proxy service = S3Proxy.shared();
        String bucket = "departure-" + UUID.randomUUID();
        service.createBucket(bucket);
        try (TcpProxy line = TcpProxy.to(service.endpoint())) {
            line.plan(TcpFault.SILENT);
            settings("remote: s3://" + bucket + "\ncloud_endpoint: " + line.endpoint() + "\n");
            try (ServerProcess server = serve(withKey(service))) {
                assertThat(end(server)).isTrue();
                await().atMost(PATIENCE).until(() -> !Detached.on(work).isEmpty());
                signal("KILL", server);
                server.exitCode();
            }
            Detached.on(work).forEach(ProcessHandle::destroyForcibly);
            Detached.awaitEnd(work);
            assertThat(jobs("WHERE state IN ('pending', 'running')")).isEqualTo(1);

            line.plan(TcpFault.NONE);
            Holdfast.in(home).with(withKey(service)).run("status");
            await().atMost(PATIENCE).until(() -> jobs("WHERE state = 'done'") == 1);
            assertThat(stored(service, bucket))
                    .filteredOn(DepartureIT::isManifest)
                    .hasSize(1);
        }
    }

    private static Map<String, String> withKey(S3Proxy service) {
        S3Credentials key = service.options("any").credentials().orElseThrow();
        return Map.of(
                "AWS_ACCESS_KEY_ID", key.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", key.secretAccessKey(),
                "AWS_EC2_METADATA_DISABLED", "true");
    }

    @Test
    void aJobThatLacksItsCredentialsWaitsWithTheReasonForAProcessThatHasThem() throws Exception {
        S3Proxy service = S3Proxy.shared();
        S3Credentials key = service.options("any").credentials().orElseThrow();
        String bucket = "departure-" + UUID.randomUUID();
        service.createBucket(bucket);
        settings("remote: s3://" + bucket + "\ncloud_endpoint: " + service.endpoint() + "\n");
        Map<String, String> without = Map.of(
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_CONFIG_FILE", work.resolve("none").toString(),
                "AWS_SHARED_CREDENTIALS_FILE", work.resolve("none").toString());
        Holdfast.in(home).with(without).run("sync");
        JsonNode status = new ObjectMapper()
                .readTree(
                        Holdfast.in(home).with(without).run("status", "--json").out());
        assertThat(status.at("/queue/parked").asInt()).isZero();
        assertThat(status.at("/queue/pending").asInt()).isEqualTo(1);
        assertThat(status.path("last_error").asText()).contains("access key");

        Map<String, String> with = new HashMap<>(without);
        with.put("AWS_ACCESS_KEY_ID", key.accessKeyId());
        with.put("AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
        Holdfast.Result drained = Holdfast.in(home).with(with).run("drain");
        assertThat(drained.status()).as(drained.out() + drained.err()).isZero();
        assertThat(stored(service, bucket)).filteredOn(DepartureIT::isManifest).hasSize(1);
    }

    private void awaitUpload() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(manifests()).hasSize(1));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode queue = status().path("queue");
            assertThat(queue.path("pending").asInt() + queue.path("running").asInt())
                    .isZero();
        });
    }

    private JsonNode status() throws Exception {
        return new ObjectMapper()
                .readTree(Holdfast.in(home).run("status", "--json").out());
    }

    /** How many jobs there ever were. */
    private long jobs() throws Exception {
        return jobs("");
    }

    private long jobs(String which) throws Exception {
        Path file = home.resolve("state.db");
        if (!Files.exists(file)) {
            return 0;
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=15000");
                var statement = connection.createStatement();
                var count = statement.executeQuery("SELECT count(*) FROM job " + which)) {
            return count.getLong(1);
        }
    }

    private ServerProcess serve(Map<String, String> variables) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("setsid", Holdfast.root().resolve("holdfast").toString(), "serve"));
        command.addAll(List.of("--home", home.toString()));
        ServerProcess server = new ServerProcess(command, variables);
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        server.send("{'jsonrpc':'2.0','id':'tools','method':'tools/list'}");
        server.reply("tools");
        return server;
    }

    private static boolean end(ServerProcess server) throws Exception {
        server.call("end", "end", Map.of("summary", "what was done"), Map.of());
        return server.reply("end")
                .path("result")
                .path("structuredContent")
                .path("queued")
                .asBoolean();
    }

    /** To the server's whole process group, which it leads. */
    private static void signal(String name, ServerProcess server) throws Exception {
        Process kill = new ProcessBuilder(
                        "sh", "-c", "kill -" + name + " -" + server.process().pid())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static List<String> stored(S3Proxy service, String bucket) {
        try (S3Client client = service.client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private static boolean isManifest(String key) {
        return key.endsWith("/manifest.json");
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
