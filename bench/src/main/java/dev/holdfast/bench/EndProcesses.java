package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How long a session's end holds up whoever starts a process for it: the command {@code end} beside the start of node, and
 * the plugin's hook beside a program that does nothing. What either leaves behind to upload is waited for and not counted.
 */
final class EndProcesses implements Row {
    private static final String SAID = """
            {"hook_event_name":"SessionEnd","session_id":"bench","reason":"exit"}
            """;

    private final String title;
    private final String note;
    private final Limit limit;
    private final Contender ours;
    private final Contender peer;

    private EndProcesses(String title, String note, Limit limit, Contender ours, Contender peer) {
        this.title = title;
        this.note = note;
        this.limit = limit;
        this.ours = ours;
        this.peer = peer;
    }

    static Row command(Path root) {
        return new EndProcesses(
                "The command `holdfast end`",
                "As a process of its own, with a home that is new each time.",
                Limit.ours(1000),
                new Program(
                        "holdfast end", root, List.of(root.resolve("holdfast").toString(), "end"), true),
                new Program("node -e 0", root, List.of("node", "-e", "0"), false));
    }

    static Row hook(Path root) {
        String script = root.resolve("plugin/hooks/session-end").toString();
        return new EndProcesses(
                "The hook at a session's end",
                "The plugin's script as Claude Code runs it, with a home that is new each time.",
                Limit.ours(50),
                new Program("session-end", root, List.of("sh", script), true),
                new Program("true", root, List.of("true"), false));
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String note() {
        return note;
    }

    @Override
    public List<Measure> measures() {
        return List.of(new Measure("wall time", "ms", limit));
    }

    @Override
    public Contender ours() {
        return ours;
    }

    @Override
    public Contender peer() {
        return peer;
    }

    /** @param leaves whether it leaves a process behind */
    private record Program(String name, Path root, List<String> command, boolean leaves) implements Contender {
        @Override
        public Optional<String> missing() {
            String program = command.get(0);
            return program.contains("/") || Programs.onPath(program)
                    ? Optional.empty()
                    : Optional.of("The program " + program + " is not on the PATH.");
        }

        @Override
        public List<Double> run() throws IOException {
            Path folder = Files.createTempDirectory("holdfast-bench");
            try {
                Path home = Files.createDirectory(folder.resolve("home"));
                Path note = Files.writeString(folder.resolve("note.md"), "A small file.\n");
                Files.writeString(home.resolve("holdfast.yaml"), "sources: {note: \"%s\"}\n".formatted(note));
                Path said = Files.writeString(folder.resolve("said"), SAID);
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment()
                        .keySet()
                        .removeIf(name -> name.startsWith("HOLDFAST_") && !name.equals("HOLDFAST_JAVA"));
                builder.environment().put("HOME", folder.toString());
                builder.environment().put("HOLDFAST_HOME", home.toString());
                builder.environment()
                        .put("CLAUDE_PLUGIN_ROOT", root.resolve("plugin").toString());
                builder.redirectInput(said.toFile());
                builder.redirectErrorStream(true)
                        .redirectOutput(folder.resolve("out").toFile());
                return List.of(TimedProcess.run(builder).seconds() * 1000);
            } finally {
                if (leaves) {
                    LeftBehind.remove(folder);
                } else {
                    Folders.delete(folder);
                }
            }
        }
    }
}
