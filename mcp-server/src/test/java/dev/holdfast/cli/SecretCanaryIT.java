package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise P10: no secret in any log, report, status, error, state file or {@code config show}. */
class SecretCanaryIT {
    private static final String IN_ENVIRONMENT = "canary-env-6f1d";
    private static final String IN_FILE = "canary-file-93ab";
    private static final String IN_COMMAND = "canary-command-07c2";
    private static final String LITERAL = "canary-literal-55e0";

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private final List<String> outputs = new ArrayList<>();

    @Test
    void noSecretReachesAnyOutputOrFile() throws Exception {
        Path secretFile = Files.writeString(elsewhere.resolve("token"), IN_FILE + "\n");
        Path memory = Files.writeString(elsewhere.resolve("notes.md"), "harmless");
        Files.writeString(home.resolve("holdfast.yaml"), """
                http_token: ${file:%s}
                memory_api_url: https://memory.example.org
                http_endpoint: https://akosha.example.org/mcp
                serve_token: "${command:printf %s}"
                log_level: debug
                sources:
                  notes: %s
                """.formatted(secretFile, IN_COMMAND, memory));
        Holdfast holdfast = Holdfast.in(home).with(Map.of("MEMORY_API_KEY", IN_ENVIRONMENT));

        for (String command : List.of(
                "config show",
                "config show --json",
                "config check",
                "status",
                "status --json",
                "doctor",
                "sync",
                "drain")) {
            record(holdfast.run(command.split(" ")));
        }
        record(holdfast.runWithInput(conversation(), "serve"));
        assertThat(outputs).anySatisfy(output -> assertThat(output).contains("${file:" + secretFile));

        assertNoCanary();
    }

    @Test
    void aSecretWrittenWhereItMayNotBeIsRefusedWithoutBeingRepeated() throws Exception {
        Files.writeString(home.resolve("holdfast.yaml"), "http_token: " + LITERAL + "\n");
        record(Holdfast.in(home).run("config", "check"));
        record(Holdfast.in(home).run("sync"));
        record(Holdfast.in(home).run("status", "--set", "memory_api_key=" + LITERAL));
        record(Holdfast.in(home).run("status", "--set", "http_endpoint=https://user:" + LITERAL + "@example.org/mcp"));
        record(Holdfast.in(home)
                .with(Map.of("HOLDFAST_REMOTE", "s3://key:" + LITERAL + "@bucket/x"))
                .run("status"));
        assertThat(outputs).allSatisfy(output -> assertThat(output).contains("http_token"));

        Files.delete(home.resolve("holdfast.yaml"));
        assertNoCanary();
    }

    private static String conversation() {
        return """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"canary","version":"1"}}}
                {"jsonrpc":"2.0","method":"notifications/initialized"}
                {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"sync_status","arguments":{}}}
                {"jsonrpc":"2.0","id":3,"method":"tools/call",\
                "params":{"name":"sync_to_remote","arguments":{"wait_seconds":3}}}
                {"jsonrpc":"2.0","id":4,"method":"resources/read","params":{"uri":"holdfast://status"}}
                """;
    }

    private void record(Holdfast.Result result) {
        outputs.add(result.out() + result.err());
    }

    private void assertNoCanary() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            // The settings file is the user's own and names only the command.
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("holdfast.yaml"))
                    .forEach(file -> outputs.add(contentOf(file)));
        }
        assertThat(outputs).hasSizeGreaterThan(3);
        assertThat(outputs).noneSatisfy(output -> assertThat(output).containsAnyOf(IN_ENVIRONMENT, IN_FILE, LITERAL));
        // "${command:printf …}" is shown as the reference that it is; its result must show nowhere on its own.
        assertThat(outputs)
                .allSatisfy(output -> assertThat(output.replace("${command:printf " + IN_COMMAND, ""))
                        .doesNotContain(IN_COMMAND));
    }

    private static String contentOf(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
