package dev.holdfast.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks into the clients' own files for a server that runs our launcher. Reads only; shows no other entry of theirs. */
final class Registrations {
    private static final String CHECK = "clients";
    private static final long MAX_SIZE = 64L << 20;

    private Registrations() {}

    /** @param home where this command looks, which the clients' servers should too */
    static List<Finding> find(Path userHome, Map<String, String> environment, Path desktopConfig, Path home) {
        String configured = environment.getOrDefault("CLAUDE_CONFIG_DIR", "");
        Path code = configured.isEmpty()
                ? userHome.resolve(".claude.json")
                : Path.of(configured).resolve(".claude.json");
        List<Finding> findings = new ArrayList<>();
        look("Claude Code", code, home, findings);
        look("Claude Desktop", desktopConfig, home, findings);
        if (findings.isEmpty()) {
            findings.add(Finding.warning(
                    CHECK,
                    "neither Claude Code nor Claude Desktop knows Holdfast yet; 'holdfast register --print claude-code'"
                            + " shows how to tell them"));
        }
        return findings;
    }

    private static void look(String client, Path file, Path home, List<Finding> findings) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            if (Files.size(file) > MAX_SIZE) {
                findings.add(Finding.warning(CHECK, client + "'s file " + file + " is too large to look into"));
                return;
            }
            JsonNode root = new ObjectMapper().readTree(Files.readAllBytes(file));
            JsonNode server = root.path("mcpServers").path("holdfast");
            String command = server.path("command").asText("");
            if (!command.isEmpty()) {
                findings.add(entry(client, command));
                homeOf(server)
                        .filter(named -> !isSame(named, home))
                        .ifPresent(named -> findings.add(elsewhere(client, named, home)));
            }
        } catch (IOException e) {
            findings.add(
                    Finding.warning(CHECK, client + "'s file " + file + " can't be read as JSON; look at it there"));
        }
    }

    /** The home that the client tells its server, by a variable or by an argument, which has the last word. */
    private static Optional<String> homeOf(JsonNode server) {
        String home = server.path("env").path("HOLDFAST_HOME").asText("");
        JsonNode arguments = server.path("args");
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i).asText("");
            if (argument.startsWith("--home=")) {
                home = argument.substring("--home=".length());
            } else if (argument.equals("--home") && i + 1 < arguments.size()) {
                home = arguments.get(i + 1).asText("");
            }
        }
        return Optional.of(home).filter(each -> !each.isEmpty());
    }

    private static boolean isSame(String named, Path home) {
        try {
            Path other = Path.of(named).toAbsolutePath().normalize();
            return other.equals(home.toAbsolutePath().normalize())
                    || (Files.exists(other) && Files.exists(home) && Files.isSameFile(other, home));
        } catch (InvalidPathException | IOException e) {
            return false;
        }
    }

    private static Finding elsewhere(String client, String named, Path home) {
        return Finding.warning(
                CHECK,
                client + "'s server keeps its state in " + named + ", but this command looks into " + home
                        + ": neither hears of the other's sessions and syncs; let HOLDFAST_HOME be the same for both");
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
