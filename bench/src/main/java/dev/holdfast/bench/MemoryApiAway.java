package dev.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starting a server and storing memories with it while the memory API that the settings name takes connections and says
 * nothing, beside a server without one.
 */
final class MemoryApiAway implements Row {
    private static final int CALLS = 300;
    private static final Duration WARMING = Duration.ofSeconds(4);

    private final Path launcher;

    MemoryApiAway(Path root) {
        this.launcher = root.resolve("holdfast");
    }

    @Override
    public String title() {
        return "A memory API that never answers";
    }

    @Override
    public String note() {
        return "A cold start, then " + CALLS
                + " calls of `memory_store` by a client over stdio; beside a server without a" + " memory API.";
    }

    @Override
    public List<Measure> measures() {
        return List.of(
                new Measure("to the `initialize` reply", "ms", Limit.ratio(1.1)),
                new Measure("`memory_store`, median", "µs", Limit.ratio(1.1)),
                new Measure("`memory_store`, 99 of 100 within", "µs", Limit.none()));
    }

    @Override
    public Contender ours() {
        return new Served("with it", launcher, true);
    }

    @Override
    public Contender peer() {
        return new Served("without", launcher, false);
    }

    /** A server of its own. */
    private record Served(String name, Path launcher, boolean api) implements Contender {
        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public List<Double> run() throws IOException {
            try (SilentServer silent = new SilentServer()) {
                return run(silent);
            }
        }

        private List<Double> run(SilentServer silent) throws IOException {
            Path folder = Files.createTempDirectory("holdfast-bench");
            Path home = Files.createDirectory(folder.resolve("home"));
            Path key = Files.writeString(folder.resolve("key"), "nobody's");
            Files.writeString(
                    home.resolve("holdfast.yaml"),
                    "upload_on_disconnect: false\n"
                            + (api
                                    ? "memory_api_url: http://127.0.0.1:%d\nmemory_api_key: ${file:%s}\n"
                                            .formatted(silent.port(), key)
                                    : ""));
            Map<String, String> variables = Map.of("HOME", folder.toString(), "HOLDFAST_HOME", home.toString());
            try (StdioServer server = new StdioServer(List.of(launcher.toString(), "serve"), folder, variables)) {
                List<Double> values = new ArrayList<>();
                values.add(server.initialize());
                server.listTools();
                Samples micros = CallTimes.after(WARMING, CALLS, number -> store(server, number));
                values.add(micros.median());
                values.add(micros.within(0.99));
                return values;
            } finally {
                LeftBehind.remove(folder);
            }
        }

        private static void store(StdioServer server, int number) throws IOException {
            JsonNode reply = server.call("memory_store", Map.of("content", "Memory " + number + " of a bench."));
            if (!reply.path("stored").asBoolean()) {
                throw new IOException("the memory was not stored: " + reply);
            }
        }
    }
}
