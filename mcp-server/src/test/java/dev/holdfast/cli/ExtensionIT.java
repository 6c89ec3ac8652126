package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import dev.holdfast.sync.method.SyncMethodFactory;
import dev.holdfast.testkit.ExtensionJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others add in jars of their own, with the product as it is shipped. */
class ExtensionIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path built = Path.of("");

    @TempDir
    Path home = Path.of("");

    @TempDir
    Path work = Path.of("");

    /** Compiled against the shipped jar and nothing else, as a third party would. */
    @BeforeAll
    static void build() throws IOException {
        ExtensionJar.build(
                built.resolve("pigeon.jar"),
                Holdfast.root().resolve("examples/sync-method/PigeonMethod.java"),
                Holdfast.root().resolve("dist/holdfast.jar").toString(),
                SyncMethodFactory.class,
                "org.example.pigeon.PigeonMethod$Factory");
    }

    @BeforeEach
    void aMemory() throws IOException {
        Files.writeString(work.resolve("one.md"), "one");
        settings("");
    }

    private void settings(String more) throws IOException {
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  notes: '" + work + "'\n" + more);
    }

    private Path loft() throws IOException {
        Path loft = Files.createDirectories(home.resolve("loft"));
        Path folder = Files.createDirectories(home.resolve("extensions/pigeon"));
        Files.writeString(folder.resolve("loft.txt"), loft.toString());
        return loft;
    }

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    private void addPigeon() throws Exception {
        Holdfast.Result added =
                run("extension", "add", built.resolve("pigeon.jar").toString());
        assertThat(added.status()).as(added.err()).isZero();
    }

    @Test
    void aMethodOfAThirdPartyIsOrderedTriedAndReportedOverStdio() throws Exception {
        addPigeon();
        Path loft = loft();
        Files.writeString(home.resolve("extensions/broken.jar"), "no jar");
        String launcher = Holdfast.root().resolve("holdfast").toString();
        try (ServerProcess server =
                new ServerProcess(List.of(launcher, "serve"), Map.of("HOLDFAST_HOME", home.toString()))) {
            server.sendInitialize();
            server.reply(0);
            server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
            server.call(1, "sync_status", Map.of(), Map.of());
            JsonNode status = server.reply(1).at("/result/structuredContent");
            assertThat(remote(status, "pigeon").path("reachable").asBoolean()).isTrue();
            assertThat(remote(status, "cloud").path("configured").asBoolean(true))
                    .as("the folder in the home steps back")
                    .isFalse();
            assertThat(status.path("notes").toString()).contains("broken.jar");

            server.call(2, "sync_to_remote", Map.of("method", "pigeon"), Map.of());
            JsonNode report = server.reply(2).at("/result/structuredContent");
            assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
            assertThat(report.path("method").asText()).isEqualTo("pigeon");
            assertThat(report.at("/details/pigeons").asInt()).isEqualTo(1);
            assertThat(loft.resolve("notes/one.md")).hasContent("one");
        }
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
    void whenTheCloudIsGoneTheNextMethodByPriorityStepsInUnlessThatIsForbidden() throws Exception {
        addPigeon();
        loft();
        settings("remote: 'file://" + home.resolve("not/mounted") + "'\n");
        Holdfast.Result strict = run("sync", "--no-fallback", "--json");
        assertThat(strict.status()).isEqualTo(ExitCode.FAILED);
        JsonNode refused = JSON.readTree(strict.out());
        assertThat(refused.path("attempts").findValuesAsText("method")).containsExactly("cloud", "pigeon");
        assertThat(refused.path("error").asText())
                .contains("cloud: ")
                .contains("pigeon: It was not tried, because fallback is not allowed.");

        JsonNode report = JSON.readTree(run("sync", "--json").out());
        assertThat(report.path("success").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("attempts").findValuesAsText("method")).containsExactly("cloud", "pigeon");
        assertThat(report.at("/details/pigeons").asInt()).isEqualTo(1);
    }

    @Test
    void extensionsAreListedAndRemovedAndWhatIsNoneIsRefused() throws Exception {
        assertThat(run("extension", "list").out()).contains("There are no extensions");
        addPigeon();
        loft();
        JsonNode list = JSON.readTree(run("extension", "list", "--json").out());
        assertThat(list.at("/extensions/pigeon").asText()).isEqualTo("a sync method");

        Holdfast.Result removed = run("extension", "remove", "pigeon");
        assertThat(removed.out()).contains("Removed pigeon").contains("stays in");
        assertThat(home.resolve("extensions/pigeon.jar")).doesNotExist();
        assertThat(home.resolve("extensions/pigeon/loft.txt")).exists();

        Holdfast.Result again = run("extension", "remove", "../pigeon");
        assertThat(again.status()).isEqualTo(ExitCode.FAILED);
        Holdfast.Result nothing =
                run("extension", "add", home.resolve("holdfast.yaml.jar").toString());
        assertThat(nothing.status()).isEqualTo(ExitCode.FAILED);
        assertThat(nothing.err()).contains("is no jar").doesNotContain("Exception");
    }

    @Test
    void theEmbeddingsAreAddedByOneCommandAndTheDoctorTriesThem() throws Exception {
        assertThat(run("doctor").out()).contains("run 'holdfast extension add embeddings'");
        // Built before this module by a build of everything; a build of this module alone need not have it.
        assumeThat(Holdfast.root().resolve("embeddings/target/holdfast-embeddings.jar"))
                .exists();
        Holdfast.Result added = run("extension", "add", "embeddings");
        assertThat(added.status()).as(added.err()).isZero();
        assertThat(run("extension", "list").out()).contains("embeddings: embeddings");
        assertThat(run("doctor").out()).contains("all-MiniLM-L6-v2 works, with 384 numbers");
        try (Stream<Path> unpacked = Files.list(home.resolve("extensions/embeddings/native"))) {
            assertThat(unpacked).hasSize(2);
        }
        assertThat(run("extension", "remove", "embeddings").status()).isZero();
        try (Stream<Path> left = Files.list(home.resolve("extensions"))) {
            assertThat(left).isEmpty();
        }
    }
}
