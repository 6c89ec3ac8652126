package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.mcp.stdio.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Getting things back, as users meet it: by command, on a new machine, and by the assistant. */
@Tag("once")
class RestoreIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path home;

    @TempDir
    Path newHome;

    @TempDir
    Path work;

    @BeforeEach
    void syncedOnTheOldMachine() throws Exception {
        Files.createDirectories(work.resolve("remote"));
        Files.writeString(Files.createDirectories(work.resolve("notes/deep")).resolve("a.md"), "alpha");
        Files.writeString(work.resolve("notes/empty"), "");
        settings(home, "old-laptop");
        assertThat(run("sync").status()).isZero();
    }

    private void settings(Path where, String systemId) throws IOException {
        Files.writeString(where.resolve("holdfast.yaml"), """
                remote: %s
                system_id: %s
                sources:
                  notes: %s
                """.formatted(
                        work.resolve("remote").toUri(), systemId, work.resolve("notes")));
    }

    private Holdfast.Result run(String... arguments) throws Exception {
        return Holdfast.in(home).run(arguments);
    }

    private static Map<String, String> files(Path tree) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                if (Files.isRegularFile(path)) {
                    found.put(tree.relativize(path).toString(), Files.readString(path));
                }
            }
        }
        return found;
    }

    @Test
    void whatIsListedComesBackAsItWas() throws Exception {
        Files.writeString(work.resolve("notes/deep/a.md"), "alpha two");
        assertThat(run("sync").status()).isZero();
        Holdfast.Result list = run("restore", "--list");
        assertThat(list.out().lines().filter(line -> line.contains("notes (2 files")))
                .hasSize(2);
        JsonNode uploads =
                JSON.readTree(run("restore", "--list", "--json").out()).path("uploads");
        String first = uploads.get(1).path("at").asText();

        Holdfast.Result then =
                run("restore", "--at", first, "--to", work.resolve("then").toString());
        assertThat(then.status()).as(then.err()).isZero();
        assertThat(then.out()).contains("Restored: 2 files").contains(first);
        assertThat(then.err()).contains("notes/deep/a.md");
        assertThat(files(work.resolve("then/notes"))).isEqualTo(Map.of("deep/a.md", "alpha", "empty", ""));

        Holdfast.Result now = run(
                "restore",
                "--json",
                "--source",
                "notes",
                "--to",
                work.resolve("now").toString());
        assertThat(now.status()).isZero();
        JsonNode report = JSON.readTree(now.out());
        assertThat(report.path("success").asBoolean()).isTrue();
        assertThat(report.path("files_restored")).hasSize(2);
        assertThat(files(work.resolve("now/notes"))).isEqualTo(files(work.resolve("notes")));
    }

    @Test
    void inPlaceTheOldFileIsKeptBeside() throws Exception {
        Files.writeString(work.resolve("notes/deep/a.md"), "overwritten");
        Holdfast.Result result = run("restore", "--in-place", "notes");
        assertThat(result.status()).as(result.err()).isZero();
        assertThat(result.out()).contains("Kept:").contains("before-restore");
        assertThat(work.resolve("notes/deep/a.md")).hasContent("alpha");
        assertThat(files(work.resolve("notes"))).hasSize(3).containsValue("overwritten");
        Holdfast.Result unknown = run("restore", "--in-place", "nothing");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("There is no source 'nothing'");
    }

    @Test
    void damageIsNamedAndTheExitStatusSaysSo() throws Exception {
        assertThat(run("verify", "--read-data").status()).isZero();
        Path damaged;
        try (Stream<Path> files = Files.walk(work.resolve("remote"))) {
            damaged = files.filter(file -> file.toString().contains("deep_a"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 4;
        Files.write(damaged, bytes);
        String object = work.resolve("remote").relativize(damaged).toString();

        Holdfast.Result quick = run("verify");
        assertThat(quick.status()).as("nothing is missing").isZero();
        Holdfast.Result thorough = run("verify", "--read-data");
        assertThat(thorough.status()).isEqualTo(1);
        assertThat(thorough.out()).contains("Not sound").contains(object);
        Holdfast.Result restore = run("restore", "--to", work.resolve("back").toString());
        assertThat(restore.status()).isEqualTo(1);
        assertThat(restore.out()).contains("Not all restored").contains(object).doesNotContain("Exception");
        assertThat(files(work.resolve("back"))).containsOnlyKeys("notes/empty");
    }

    /** The README's walk-through, command by command, on a machine that has nothing but the settings. */
    @Test
    void theWalkThroughForANewMachineWorksAsItIsWritten() throws Exception {
        settings(newHome, "new-desk");
        List<String> commands = walkThrough();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(4);
        Path notes = work.resolve("notes");
        Map<String, String> before = files(notes);
        for (String command : commands) {
            Holdfast.Result result = new Holdfast(newHome, work, Map.of("HOME", work.toString()))
                    .run(command.replace("~", work.toString()).split(" "));
            assertThat(result.status()).as(command + ": " + result.err()).isZero();
        }
        assertThat(files(work.resolve("restored/notes"))).isEqualTo(before);
        assertThat(files(notes)).isEqualTo(before);
        assertThat(newHome.resolve("state.db")).as("no state is needed").doesNotExist();
        Holdfast.Result own = Holdfast.in(newHome).run("restore", "--list");
        assertThat(own.status()).isEqualTo(1);
        assertThat(own.err()).contains("no upload of the system new-desk").contains("--system old-laptop");
    }

    private static List<String> walkThrough() throws IOException {
        String readme = Files.readString(Holdfast.root().resolve("README.md"));
        String section = readme.substring(readme.indexOf("## Get it back"));
        section = section.substring(0, section.indexOf("\n## ", 1));
        List<String> commands = new ArrayList<>();
        section.lines()
                .filter(line -> line.startsWith("./holdfast "))
                .map(line -> line.replaceFirst("\\s+#.*", "").substring("./holdfast ".length()))
                .forEach(commands::add);
        return commands;
    }

    @Test
    void theAssistantRestoresBesideAndHearsOfProgress() throws Exception {
        Files.writeString(work.resolve("notes/deep/a.md"), "overwritten");
        List<String> command =
                List.of(Holdfast.root().resolve("holdfast").toString(), "serve", "--home", home.toString());
        try (ServerProcess server = new ServerProcess(command)) {
            server.sendInitialize();
            server.reply(0);
            server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
            server.call(1, "restore", Map.of("source", "notes"), Map.of("progressToken", "p"));
            JsonNode result = server.reply(1).path("result");
            JsonNode fields = result.path("structuredContent");
            assertThat(fields.path("success").asBoolean()).as(result.toString()).isTrue();
            Path directory = Path.of(fields.path("directory").asText());
            assertThat(directory.getParent()).isEqualTo(home.resolve("restored"));
            assertThat(directory.resolve("notes/deep/a.md")).hasContent("alpha");
            assertThat(work.resolve("notes/deep/a.md")).hasContent("overwritten");
            JsonNode told =
                    server.next(message -> message.path("method").asText().equals("notifications/progress"));
            assertThat(told.path("params").path("message").asText()).contains("notes/");

            server.call(2, "restore", Map.of("source", "nothing"), Map.of());
            JsonNode refused = server.reply(2).path("result");
            assertThat(refused.path("isError").asBoolean()).isTrue();
            assertThat(refused.toString()).contains("there are notes");
        }
    }
}
