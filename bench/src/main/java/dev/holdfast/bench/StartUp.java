package dev.holdfast.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cold start as a client sees it, through the launcher and with a home that is new each time, beside the Node memory
 * server. Memory is read half a second after the list of tools, when what a server builds behind its first reply is
 * there too.
 */
final class StartUp implements Row {
    private static final long SETTLING_MILLIS = 500;

    private final Path root;

    StartUp(Path root) {
        this.root = root;
    }

    @Override
    public String title() {
        return "Cold start";
    }

    @Override
    public String note() {
        return "Through the launcher, with a home that is new each time; memory half a second after the list of tools.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("to the `initialize` reply", "ms", Limit.ratio(0.8)),
                new Measure("to the `tools/list` reply", "ms", Limit.ratio(1.1)),
                new Measure("resident memory", "MiB", Limit.ours(80)));
    }

    @Override
    public Contender ours() {
        return new Server("./holdfast serve", root.resolve("holdfast"), List.of(), "HOLDFAST_HOME", List.of("serve"));
    }

    @Override
    public Contender peer() {
        Path folder = peerFolder(root);
        return new Server(
                "server-memory " + version(folder.resolve("package.json")),
                folder.resolve("dist/index.js"),
                List.of("node"),
                "MEMORY_FILE_PATH",
                List.of());
    }

    /** Where bench/run puts the Node memory server. */
    static Path peerFolder(Path root) {
        return root.resolve("bench/peers/node_modules/@modelcontextprotocol/server-memory");
    }

    static String version(Path description) {
        try {
            return new ObjectMapper()
                    .readTree(Files.readString(description))
                    .path("version")
                    .asText();
        } catch (IOException e) {
            return "(missing)";
        }
    }

    /** A server that keeps its state where an environment variable says. */
    private record Server(
            String name, Path program, List<String> interpreter, String stateVariable, List<String> arguments)
            implements Contender {
        @Override
        public Optional<String> missing() {
            if (!Files.exists(program)) {
                return Optional.of("The peer " + name + " is not installed: run bench/run with npm on the PATH.");
            }
            return interpreter.stream()
                    .filter(command -> !Programs.onPath(command))
                    .findFirst()
                    .map(command -> "The peer " + name + " needs " + command + ", which is not on the PATH.");
        }

        @Override
        public List<Double> run() throws IOException {
            Path folder = Files.createTempDirectory("holdfast-bench");
            List<String> command = Stream.of(interpreter.stream(), Stream.of(program.toString()), arguments.stream())
                    .flatMap(part -> part)
                    .toList();
            Map<String, String> state =
                    Map.of(stateVariable, folder.resolve("state").toString());
            try (StdioServer server = new StdioServer(command, folder, state)) {
                double initialized = server.initialize();
                double listed = server.listTools();
                Thread.sleep(SETTLING_MILLIS);
                return List.of(initialized, listed, server.residentMebibytes());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while measuring " + name, e);
            } finally {
                Folders.delete(folder);
            }
        }
    }
}
