package dev.holdfast.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.settings.Settings;
import dev.holdfast.settings.SourceSetting;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds memory on this machine that nobody has named as a source, to suggest it. It looks whether files are there, and
 * into the files in which assistants are told of their servers; nothing that it finds is opened, let alone sent.
 */
final class FoundMemory {
    private static final Logger LOG = LoggerFactory.getLogger(FoundMemory.class);
    private static final int MOST_SHOWN = 8;
    private static final long LARGEST_FILE = 16L << 20;

    /** Where assistants keep their memory, below the user's home; a star stands for any folder's name. */
    private static final Map<String, String> PLACES = new LinkedHashMap<>();

    /** Where assistants are told of servers: the official memory server's file is named there when it is not the usual one. */
    private static final List<String> CLIENT_FILES = List.of(
            ".claude.json",
            ".config/Claude/claude_desktop_config.json",
            "Library/Application Support/Claude/claude_desktop_config.json",
            "AppData/Roaming/Claude/claude_desktop_config.json",
            ".cursor/mcp.json");

    static {
        PLACES.put(".claude/CLAUDE.md", "Claude Code's memory of you");
        PLACES.put(".claude/projects/*/memory", "Claude Code's memory of a project");
        PLACES.put(".claude/agent-memory", "the memory of Claude Code's agents");
        PLACES.put(".codeium/windsurf/memories", "Windsurf's memories");
        PLACES.put(".gemini/GEMINI.md", "Gemini's memory");
        PLACES.put("basic-memory", "the notes of Basic Memory");
        String server = ".npm/_npx/*/node_modules/@modelcontextprotocol/server-memory/dist/memory.json";
        PLACES.put(server, "the memory server's knowledge graph");
        PLACES.put(server + "l", "the memory server's knowledge graph");
    }

    private FoundMemory() {}

    /** One sentence for each find, and where to name it. */
    static List<String> of(Settings settings) {
        Map<Path, String> found = new LinkedHashMap<>();
        settings.userHome().ifPresent(home -> {
            PLACES.forEach((place, what) ->
                    matches(home, List.of(place.split("/"))).forEach(path -> found.putIfAbsent(path, what)));
            CLIENT_FILES.forEach(file -> named(home.resolve(file))
                    .forEach(path -> found.putIfAbsent(path, "the memory server's knowledge graph")));
        });
        List<SourceSetting> sources = settings.sources();
        found.keySet().removeIf(path -> sources.stream().anyMatch(source -> path.startsWith(source.path())));
        List<String> sentences = new ArrayList<>();
        found.forEach((path, what) -> sentences.add("Not kept: " + what + " at " + path + "; to keep it, name it under"
                + " 'sources' in " + settings.home().resolve("holdfast.yaml") + "."));
        if (sentences.size() <= MOST_SHOWN) {
            return sentences;
        }
        int more = sentences.size() - MOST_SHOWN;
        List<String> some = new ArrayList<>(sentences.subList(0, MOST_SHOWN));
        some.add("Not kept: " + more + " more places like these.");
        return some;
    }

    private static List<Path> matches(Path directory, List<String> names) {
        if (names.isEmpty()) {
            return Files.exists(directory) ? List.of(directory) : List.of();
        }
        List<String> rest = names.subList(1, names.size());
        if (!names.get(0).equals("*")) {
            return matches(directory.resolve(names.get(0)), rest);
        }
        List<Path> all = new ArrayList<>();
        for (Path child : children(directory)) {
            all.addAll(matches(child, rest));
        }
        return all;
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(children::add);
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("What is in {} can't be told.", directory, e);
        }
        children.sort(null);
        return children;
    }

    /** What a client's file says where the memory server's file lies, as far as it is there. */
    private static List<Path> named(Path file) {
        List<Path> paths = new ArrayList<>();
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST_FILE) {
                JsonNode root = Json.read(Files.readString(file));
                for (String text : root.findValuesAsText("MEMORY_FILE_PATH")) {
                    Path path = Path.of(text);
                    if (path.isAbsolute() && Files.exists(path)) {
                        paths.add(path.normalize());
                    }
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("The client's file {} can't be read.", file, e);
        }
        return paths;
    }
}
