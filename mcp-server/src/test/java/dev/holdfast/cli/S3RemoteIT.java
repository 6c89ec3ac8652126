package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.sync.storage.s3.S3Credentials;
import dev.holdfast.testkit.S3Proxy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of a real S3 service as the remote, through the product as it is shipped. */
@Tag("once")
class S3RemoteIT {
    private static final int LARGE_MIB = 96;
    private static final String WRONG_SECRET = "canary-s3-secret-41bb";

    @TempDir
    Path home;

    @TempDir
    Path work;

    private final S3Proxy service = S3Proxy.shared();
    private final S3Credentials key = service.options("any").credentials().orElseThrow();
    private final String bucket = "memories-" + UUID.randomUUID();
    private final List<String> outputs = new ArrayList<>();

    @BeforeEach
    void aBucketAndAMemory() throws IOException {
        service.createBucket(bucket);
        Files.writeString(Files.createDirectories(work.resolve("notes")).resolve("one.md"), "one");
        Files.writeString(work.resolve("notes/two.md"), "two");
        settings(bucket, service.endpoint().toString());
    }

    private void settings(String bucketName, String endpoint) throws IOException {
        Files.writeString(home.resolve("holdfast.yaml"), """
                remote: s3://%s/team/memory
                cloud_endpoint: %s
                system_id: laptop
                log_level: debug
                sources:
                  notes: %s
                """.formatted(bucketName, endpoint, work.resolve("notes")));
    }

    private Map<String, String> variables(String... more) {
        Map<String, String> variables = new HashMap<>();
        // Nothing of the machine that runs the test: neither its users' files nor the service of a cloud's machines.
        variables.put("AWS_CONFIG_FILE", work.resolve("none").toString());
        variables.put("AWS_SHARED_CREDENTIALS_FILE", work.resolve("none").toString());
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        for (int i = 0; i < more.length; i += 2) {
            variables.put(more[i], more[i + 1]);
        }
        return variables;
    }

    private Map<String, String> withKey() {
        return variables("AWS_ACCESS_KEY_ID", key.accessKeyId(), "AWS_SECRET_ACCESS_KEY", key.secretAccessKey());
    }

    private Holdfast.Result run(Map<String, String> variables, String... arguments) throws Exception {
        Holdfast.Result result = Holdfast.in(home).with(variables).run(arguments);
        outputs.add(result.out() + result.err());
        return result;
    }

    private List<String> stored() {
        try (S3Client client = service.client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private void emptyTheBucket() {
        List<String> keys = stored();
        try (S3Client client = service.client()) {
            keys.forEach(name ->
                    client.deleteObject(request -> request.bucket(bucket).key(name)));
        }
    }

    @Test
    void aSyncArrivesTheNextHasNothingToSendAndAnEmptiedBucketIsFilledAgain() throws Exception {
        Holdfast.Result first = run(withKey(), "sync");
        assertThat(first.status()).as(first.out() + first.err()).isZero();
        assertThat(first.out()).contains("Synced: 2 files sent").contains("s3://" + bucket + "/team/memory");
        assertThat(stored())
                .allMatch(name -> name.startsWith("team/memory/"))
                .anyMatch(name ->
                        name.startsWith("team/memory/systems/laptop/uploads/") && name.endsWith("/manifest.json"));

        Holdfast.Result second = run(withKey(), "sync");
        assertThat(second.status()).isZero();
        assertThat(second.out()).contains("Unchanged:").contains("0 bytes sent");

        Holdfast.Result status = run(withKey(), "status");
        assertThat(status.status()).isZero();
        assertThat(status.out())
                .contains("Everything is synced.")
                .contains("cloud: reachable")
                .contains(bucket)
                .contains(service.endpoint().toString());

        emptyTheBucket();
        Holdfast.Result third = run(withKey(), "sync");
        assertThat(third.out()).contains("Synced: 2 files sent");
        assertThat(stored()).anyMatch(name -> name.endsWith("/manifest.json"));
    }

    @Test
    void aSyncKilledInTheMiddleOfAFileIsGoneOnWith() throws Exception {
        try (S3Client client = service.client()) {
            int tries = 0;
            do {
                assertThat(++tries).as("tries to kill it in the middle").isLessThan(10);
                emptyTheBucket();
                killInTheMiddle(client, tries);
            } while (unfinished(client).isEmpty());
            String half = unfinished(client).get(0).key();

            Holdfast.Result next = run(withKey(), "sync");
            assertThat(next.status()).as(next.out() + next.err()).isZero();
            assertThat(next.out())
                    .as("what the interrupted job has sent by now")
                    .containsPattern("job [0-9a-z]+ has sent 3 file\\(s\\), \\d+ bytes, in the upload \\d+_");
            assertThat(unfinished(client)).as("parts that nobody went on with").isEmpty();
            assertThat(stored()).contains(half);
            assertThat(stored())
                    .filteredOn(name -> name.endsWith("/manifest.json"))
                    .hasSize(1);
        }
    }

    /** Kills a sync when some parts have arrived; on a busy machine it may have ended by then. */
    private void killInTheMiddle(S3Client client, int seed) throws Exception {
        writeLargeFile(work.resolve("notes/large.bin"), seed);
        Process sync = Holdfast.in(home)
                .with(withKey())
                .start(ProcessBuilder.Redirect.DISCARD, work.resolve("killed.err"), "sync");
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .ignoreException(NoSuchUploadException.class) // completed between two questions
                .until(() -> !sync.isAlive() || partsArrived(client) > 1);
        sync.destroyForcibly().waitFor();
    }

    private List<MultipartUpload> unfinished(S3Client client) {
        return client.listMultipartUploads(request -> request.bucket(bucket)).uploads();
    }

    private int partsArrived(S3Client client) {
        return unfinished(client).stream()
                .mapToInt(upload -> client.listParts(request ->
                                request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
                        .parts()
                        .size())
                .sum();
    }

    /** Takes its time to upload, and can't be compressed. */
    private static void writeLargeFile(Path file, int seed) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < LARGE_MIB; i++) {
                random.nextBytes(block);
                out.write(block);
            }
        }
    }

    @Test
    void theCheckingCommandsShowTheBucketAndWhereTheKeyComesFromButNeverTheKey() throws Exception {
        for (String command : List.of("config check", "doctor")) {
            Holdfast.Result result = run(withKey(), command.split(" "));
            assertThat(result.status()).as(result.out() + result.err()).isZero();
            assertThat(result.out())
                    .contains(bucket)
                    .contains(service.endpoint().toString())
                    .contains("region auto")
                    .contains("access key from the environment");
        }
    }

    @Test
    void aProfileGivesTheKey() throws Exception {
        Path profiles =
                Files.writeString(work.resolve("credentials"), """
                [work]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(key.accessKeyId(), key.secretAccessKey()));
        Holdfast.Result result = run(
                variables("AWS_SHARED_CREDENTIALS_FILE", profiles.toString()),
                "config",
                "check",
                "--set",
                "cloud_profile=work");
        assertThat(result.out())
                .contains("access key from the profile work")
                .contains("The remote is the bucket " + bucket);
    }

    @Test
    void whatABucketNeedsIsNotLoadedForAFolder() throws Exception {
        String folder =
                "remote=" + Files.createDirectory(work.resolve("folder")).toUri();
        assertThat(loadedBy("sync", "--set", folder, "--set", "cloud_endpoint="))
                .contains("dev.holdfast.sync.storage.local.LocalStorage ")
                .doesNotContain("software.amazon.")
                .doesNotContain("dev.holdfast.sync.storage.s3.");
        assertThat(loadedBy("status")).contains("software.amazon.").contains("dev.holdfast.sync.storage.s3.");
    }

    /** Every class that a command loads. */
    private String loadedBy(String... arguments) throws Exception {
        Path log = work.resolve("classes.log");
        Map<String, String> variables = withKey();
        variables.put("HOLDFAST_JAVA_OPTS", "-Xlog:class+load:file=" + log + "::filesize=0");
        Holdfast.Result result = run(variables, arguments);
        assertThat(result.status()).as(result.out() + result.err()).isZero();
        return Files.readString(log);
    }

    @Test
    void aBucketThatIsNotThereIsSaid() throws Exception {
        settings("no-such-" + bucket, service.endpoint().toString());
        assertThat(failure(withKey(), "parked")).contains("no-such-" + bucket).startsWith("There is no bucket");
    }

    @Test
    void aWrongKeyIsSaid() throws Exception {
        Map<String, String> wrong =
                variables("AWS_ACCESS_KEY_ID", key.accessKeyId(), "AWS_SECRET_ACCESS_KEY", WRONG_SECRET);
        assertThat(failure(wrong, "parked")).contains(bucket).contains("does not accept the access key");
    }

    @Test
    void noKeyAtAllIsSaidAtOnceWithWhatToSet() throws Exception {
        // Another process may have one.
        assertThat(failure(variables(), "pending"))
                .contains("AWS_ACCESS_KEY_ID")
                .contains("cloud_profile");
    }

    @Test
    void anAwsFileThatIsNotWrittenAsItHasToBeIsSaid() throws Exception {
        Path broken = Files.writeString(work.resolve("credentials"), "[work\n");
        Map<String, String> variables = withKey();
        variables.put("AWS_SHARED_CREDENTIALS_FILE", broken.toString());
        assertThat(failure(variables, "parked")).contains(broken.toString()).contains("correct it");
        Holdfast.Result status = run(variables, "status");
        assertThat(status.out()).contains("not reachable (One of the AWS files");
        assertThat(status.err()).doesNotContain("\tat ").doesNotContain("Exception");
    }

    @Test
    void aServiceThatDoesNotListenIsSaid() throws Exception {
        String nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = "http://127.0.0.1:" + socket.getLocalPort();
        }
        settings(bucket, nobody);
        assertThat(failure(withKey(), "pending")).contains(nobody).contains("can't be reached");
    }

    /**
     * What a sync says that can't work, to a person, to a script and to an assistant: one sentence, and a failure.
     *
     * @param state parked when somebody has to act first, pending when it may work later by itself
     */
    private String failure(Map<String, String> variables, String state) throws Exception {
        Holdfast.Result json = run(variables, "sync", "--json");
        assertThat(json.status()).as(json.out() + json.err()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(json.out());
        String sentence = report.path("error").asText();
        assertThat(sentence)
                .as(json.out() + json.err())
                .matches("[^\\n]{20,400}\\.")
                .doesNotContain("Exception")
                .doesNotContain("software.amazon");
        assertThat(report.path("state").asText()).isEqualTo(state);
        assertThat(json.err()).doesNotContain("\tat ");

        Holdfast.Result text = run(variables, "sync", "--set", "log_level=warn");
        assertThat(text.status()).isEqualTo(1);
        assertThat(text.out()).isEmpty();
        assertThat(text.err())
                .hasLineCount(1)
                .startsWith((state.equals("parked") ? "Failed: " : "Failed for now: ") + sentence);

        JsonNode answer = askedByAnAssistant(variables);
        assertThat(answer.path("isError").asBoolean()).isEqualTo(state.equals("parked"));
        assertThat(answer.at("/structuredContent/success").asBoolean()).isFalse();
        assertThat(answer.at("/structuredContent/state").asText()).isEqualTo(state);
        assertThat(answer.at("/structuredContent/error").asText()).isEqualTo(sentence);
        assertThat(answer.at("/content/0/text").asText()).contains(sentence);
        return sentence;
    }

    private JsonNode askedByAnAssistant(Map<String, String> variables) throws Exception {
        List<String> command =
                List.of(Holdfast.root().resolve("holdfast").toString(), "serve", "--home", home.toString());
        try (ServerProcess server = new ServerProcess(command, variables)) {
            server.sendInitialize();
            server.reply(0);
            server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
            server.call(1, "sync_to_remote", Map.of(), Map.of());
            JsonNode result = server.reply(1).path("result");
            outputs.add(result.toString());
            return result;
        }
    }

    @Test
    void whatIsInTheBucketComesBackOnAMachineThatHasNothingElse() throws Exception {
        assertThat(run(withKey(), "sync").status()).isZero();
        for (String left : new String[] {"state.db", "state.db-wal", "state.db-shm"}) {
            Files.deleteIfExists(home.resolve(left));
        }
        Holdfast.Result restore =
                run(withKey(), "restore", "--to", work.resolve("back").toString());
        assertThat(restore.status()).as(restore.err()).isZero();
        assertThat(work.resolve("back/notes/one.md")).hasContent("one");
        assertThat(work.resolve("back/notes/two.md")).hasContent("two");
        assertThat(run(withKey(), "verify", "--read-data").status()).isZero();
        Map<String, String> wrong =
                variables("AWS_ACCESS_KEY_ID", key.accessKeyId(), "AWS_SECRET_ACCESS_KEY", WRONG_SECRET);
        Holdfast.Result refused = run(wrong, "restore", "--list");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains(bucket).doesNotContain("Exception");
    }

    @Test
    void anAssistantSyncsToTheBucketAndIsToldSo() throws Exception {
        List<String> command =
                List.of(Holdfast.root().resolve("holdfast").toString(), "serve", "--home", home.toString());
        try (ServerProcess server = new ServerProcess(command, withKey())) {
            server.sendInitialize();
            server.reply(0);
            server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
            server.call(1, "sync_to_remote", Map.of(), Map.of());
            JsonNode report = server.reply(1).path("result").path("structuredContent");
            assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.path("files_uploaded")).hasSize(2);
            server.call(2, "sync_status", Map.of(), Map.of());
            JsonNode status = server.reply(2).path("result").path("structuredContent");
            assertThat(status.path("synced").asBoolean()).as(status.toString()).isTrue();
            assertThat(status.at("/remotes/0/reachable").asBoolean()).isTrue();
            server.closeInput();
            assertThat(server.exitCode()).isZero();
            server.rest().forEach(message -> outputs.add(message.toString()));
            outputs.add(report.toString());
            outputs.add(status.toString());
            outputs.add(server.errors());
        }
        assertThat(stored()).anyMatch(name -> name.endsWith("/manifest.json"));
    }

    @AfterEach
    void noKeyIsInAnyOutputNorInAnyFileOfTheHome() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            files.filter(Files::isRegularFile).map(S3RemoteIT::contentOf).forEach(outputs::add);
        }
        assertThat(outputs)
                .hasSizeGreaterThan(1)
                .allSatisfy(output -> assertThat(output).doesNotContain(WRONG_SECRET, key.secretAccessKey()));
    }

    private static String contentOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
