package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast memory} as a user runs it. */
@Tag("once")
class MemoryIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CANARY = "canary-memory-58b2";

    @TempDir
    Path home = Path.of("");

    @TempDir
    Path elsewhere = Path.of("");

    private Holdfast.Result run(String... arguments) throws Exception {
        Holdfast.Result result = Holdfast.in(home).run(arguments);
        assertThat(result.status()).as(result.err()).isZero();
        return result;
    }

    private JsonNode json(String... arguments) throws Exception {
        return JSON.readTree(run(arguments).out());
    }

    @Test
    void whatIsSensitiveStaysOutOfEveryOutputFileAndUpload() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "enable_compression: false\nlog_level: debug\n");
        Holdfast.Result added = Holdfast.in(home)
                .runWithInput("The code is " + CANARY, "memory", "add", "-", "--sensitive", "--tag", CANARY);
        assertThat(added.status()).as(added.err()).isZero();
        String id = json("memory", "list", "--json").at("/memories/0/id").asText();
        run("memory", "add", "The code of conduct", "--category", "rules");
        StringBuilder outputs = new StringBuilder(added.out()).append(added.err());
        for (String command : List.of(
                "memory list",
                "memory recall code " + CANARY.replace("canary", "anary"),
                "memory export",
                "sync",
                "status",
                "status --json")) {
            Holdfast.Result result = run(command.split(" "));
            outputs.append(result.out()).append(result.err());
        }
        assertThat(outputs.toString()).contains("1 of them sensitive").doesNotContain(CANARY);
        assertThat(home.resolve("remote")).isNotEmptyDirectory();
        assertThat(filesWith(CANARY)).isEmpty();
        assertThat(filesWith("code of conduct"))
                .as("the upload holds the other memory, readable")
                .anyMatch(file -> file.startsWith(home.resolve("remote")));
        assertThat(filesWith(Files.readString(home.resolve("memory.key")).strip()))
                .containsExactly(home.resolve("memory.key"));
        assertThat(json("memory", "show", id, "--json").at("/memory/content").asText())
                .contains(CANARY);
    }

    @Test
    void theExampleGraphComesInGoesOutAndIsTheSameInAnEmptyHome() throws Exception {
        String graph =
                Holdfast.root().resolve("examples/memory/knowledge-graph.jsonl").toString();
        long lines;
        try (Stream<String> all = Files.lines(Path.of(graph))) {
            lines = all.filter(line -> !line.isBlank()).count();
        }
        assertThat(json("memory", "import", graph, "--json").path("stored").asLong())
                .isEqualTo(lines);
        assertThat(run("memory", "import", graph).out()).startsWith("0 memories stored; " + lines + " were here");
        String file = elsewhere.resolve("out.jsonl").toString();
        assertThat(json("memory", "export", file, "--json").path("written").asLong())
                .isEqualTo(lines);
        Holdfast.Result again = Holdfast.in(home).run("memory", "export", file);
        assertThat(again.status()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("is there already");
        Path other = Files.createDirectory(elsewhere.resolve("other"));
        assertThat(Holdfast.in(other).run("memory", "import", file).status()).isZero();
        assertThat(Holdfast.in(other).run("memory", "export").out()).isEqualTo(Files.readString(Path.of(file)));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anExportThatDoesNotFitFails() throws Exception {
        run("memory", "add", "It does not fit.");
        Path err = elsewhere.resolve("err.txt");
        Process export =
                Holdfast.in(home).start(ProcessBuilder.Redirect.to(new File("/dev/full")), err, "memory", "export");
        assertThat(export.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(export.exitValue()).isEqualTo(1);
        assertThat(err).content().contains("in full").doesNotContain("1 memor");
    }

    @Test
    void changesAndDeletionsAreUndoneByHand() throws Exception {
        String id = json("memory", "add", "Tea at five", "--json").path("id").asText();
        run("memory", "update", id, "--text", "Tea at four", "--tag", "drinks");
        run("memory", "delete", id);
        assertThat(run("memory", "list", "--deleted").out()).contains(id);
        run("memory", "undo", id);
        assertThat(run("memory", "show", id, "--history").out())
                .contains("Tea at four")
                .contains("Tea at five");
        run("memory", "undo", id, "--revision", "1");
        assertThat(run("memory", "recall", "five").out()).contains("Tea at five");
        Holdfast.Result unknown = Holdfast.in(home).run("memory", "delete", "nonsense");
        assertThat(unknown.status()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err())
                .startsWith("holdfast: There is no memory \"nonsense\"")
                .hasLineCount(1);
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
