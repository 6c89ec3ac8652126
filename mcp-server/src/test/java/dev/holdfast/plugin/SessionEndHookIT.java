package dev.holdfast.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.cli.Detached;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The SessionEnd hook as Claude Code runs it: its JSON on stdin, a bare environment, and 1.5 s to live. */
@EnabledOnOs(OS.LINUX)
class SessionEndHookIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long LIFETIME_MILLIS = 1500;
    private static final Path ROOT = Path.of(System.getProperty("holdfast.root"));
    private static final String TOLD = """
            {"session_id":"5f3a","transcript_path":"/somewhere/secret.jsonl","cwd":"/projects/lantern",
             "hook_event_name":"SessionEnd","reason":"prompt_input_exit"}""";

    @TempDir
    Path user;

    private Path home;

    @BeforeEach
    void aMemory() throws IOException {
        home = Files.createDirectories(user.resolve(".local/share/holdfast"));
        Files.writeString(user.resolve("notes.md"), "a memory");
        Files.writeString(home.resolve("holdfast.yaml"), "sources:\n  notes: " + user.resolve("notes.md") + "\n");
    }

    @AfterEach
    void nobodyIsLeft() {
        Detached.awaitEnd(user);
    }

    @Test
    void theUploadIsMadeWithNobodyDoingAnything() throws Exception {
        uploads(hook(ROOT.resolve("plugin")));
    }

    @Test
    void whoGoesOnIsOutOfTheClientsReachBeforeTheHookIsGone() throws Exception {
        Path slow = Files.createDirectory(user.resolve("slow"));
        Path setsid = Files.writeString(slow.resolve("setsid"), "#!/bin/sh\nsleep 0.3\nexec /usr/bin/setsid \"$@\"\n");
        assertThat(setsid.toFile().setExecutable(true)).isTrue();
        uploads(hook(ROOT.resolve("plugin"), slow + ":"));
    }

    private void uploads(Process hook) throws Exception {
        try (OutputStream in = hook.getOutputStream()) {
            in.write(TOLD.getBytes(StandardCharsets.UTF_8));
        }
        boolean gone = hook.waitFor(LIFETIME_MILLIS, TimeUnit.MILLISECONDS);
        killGroup(hook);
        assertThat(gone).as("gone before the client kills it").isTrue();
        assertThat(hook.exitValue()).isZero();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(manifests()).hasSize(1));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(spooled()).isEmpty());
        assertThat(payloads())
                .singleElement()
                .satisfies(payload -> assertThat(payload).doesNotContain("secret.jsonl"));
    }

    @Test
    void aClientThatNeverClosesTheHooksInputLosesNothingEither() throws Exception {
        // No launcher to be found: what is spooled waits for whoever comes.
        Path plugin = Files.createDirectories(user.resolve("elsewhere"));
        Process hook = hook(plugin);
        hook.getOutputStream().write(TOLD.getBytes(StandardCharsets.UTF_8));
        hook.getOutputStream().flush();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(spooled())
                        .singleElement()
                        .satisfies(file -> assertThat(file).content().contains("5f3a")));
        killGroup(hook);
        assertThat(hook.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(spooled())
                .singleElement()
                .satisfies(file -> assertThat(file.toString()).endsWith(".tmp"));
    }

    @Test
    void thePluginsFilesSayWhatTheClientNeeds() throws IOException {
        JsonNode hooks = json("hooks/hooks.json");
        assertThat(hooks.at("/hooks/SessionEnd/0/hooks/0/type").asText()).isEqualTo("command");
        assertThat(hooks.at("/hooks/SessionEnd/0/hooks/0/command").asText()).contains("${CLAUDE_PLUGIN_ROOT}");
        assertThat(json(".claude-plugin/plugin.json").path("name").asText()).isEqualTo("holdfast");
        String command = json(".mcp.json").at("/mcpServers/holdfast/command").asText();
        assertThat(ROOT.resolve("plugin").resolve(command.replace("${CLAUDE_PLUGIN_ROOT}/", "")))
                .isExecutable();
    }

    /** As the plugin's own file says, with a process group of its own. */
    private Process hook(Path plugin) throws IOException {
        return hook(plugin, "");
    }

    private Process hook(Path plugin, String before) throws IOException {
        String command = json("hooks/hooks.json")
                .at("/hooks/SessionEnd/0/hooks/0/command")
                .asText()
                .replace(
                        "${CLAUDE_PLUGIN_ROOT}/hooks",
                        ROOT.resolve("plugin/hooks").toString());
        List<String> whole = new ArrayList<>(List.of("setsid", "sh", "-c", command));
        ProcessBuilder builder = new ProcessBuilder(whole);
        builder.directory(user.toFile());
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("HOME", user.toString());
        builder.environment().put("PATH", before + path);
        builder.environment().put("CLAUDE_PLUGIN_ROOT", plugin.toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(user.resolve("hook.out").toFile());
        return builder.start();
    }

    private static void killGroup(Process hook) throws Exception {
        Process kill = new ProcessBuilder("sh", "-c", "kill -KILL -" + hook.pid())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private static JsonNode json(String file) throws IOException {
        return new ObjectMapper().readTree(ROOT.resolve("plugin").resolve(file).toFile());
    }

    private List<Path> spooled() throws IOException {
        return files(home.resolve("spool"));
    }

    private List<Path> manifests() throws IOException {
        return files(home.resolve("remote")).stream()
                .filter(file -> file.endsWith("manifest.json"))
                .toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private List<String> payloads() throws Exception {
        List<String> payloads = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("state.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT payload FROM job")) {
            while (rows.next()) {
                payloads.add(rows.getString(1));
            }
        }
        return payloads;
    }
}
