package dev.holdfast.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks into the clients' own files for a server that runs our launcher. Reads only; shows no other entry of theirs. */
final class Registrations {
    private static final String CHECK = "clients";
    private static final long MAX_SIZE = 64L << 20;

    private Registrations() {}

    static List<Finding> find(Path userHome, Map<String, String> environment, Path desktopConfig) {
        String configured = environment.getOrDefault("CLAUDE_CONFIG_DIR", "");
        Path code = configured.isEmpty()
                ? userHome.resolve(".claude.json")
                : Path.of(configured).resolve(".claude.json");
        List<Finding> findings = new ArrayList<>();
        look("Claude Code", code, findings);
        look("Claude Desktop", desktopConfig, findings);
        if (findings.isEmpty()) {
            findings.add(Finding.warning(
                    CHECK,
                    "neither Claude Code nor Claude Desktop knows Holdfast yet; 'holdfast register --print claude-code'"
                            + " shows how to tell them"));
        }
        return findings;
    }

    private static void look(String client, Path file, List<Finding> findings) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            if (Files.size(file) > MAX_SIZE) {
                findings.add(Finding.warning(CHECK, client + "'s file " + file + " is too large to look into"));
                return;
            }
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(file));
            String command =
                    root.path("mcpServers").path("holdfast").path("command").asText("");
            if (!command.isEmpty()) {
                findings.add(entry(client, command));
            }
        } catch (IOException e) {
            findings.add(
                    Finding.warning(CHECK, client + "'s file " + file + " can't be read as JSON; look at it there"));
        }
    }

    private static Finding entry(String client, String command) {
        Path path = Path.of(command);
        if (path.isAbsolute() && !Files.isExecutable(path)) {
            return Finding.problem(
                    CHECK,
                    client + " starts " + command
                            + ", which is not there any more; register again with 'holdfast register'");
        }
        return Finding.ok(CHECK, client + " starts " + command);
    }
}
