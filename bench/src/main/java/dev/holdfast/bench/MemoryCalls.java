package dev.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Storing and recalling memories by a warm server over stdio, with the same memories in both sides, or with many beside few. A
 * run begins with a copy of what {@link GraphFile} and an import have made.
 */
final class MemoryCalls implements Row {
    private static final int FEW = 1000;
    private static final int MANY = 100_000;
    private static final int CALLS = 300;
    private static final int WARM_UP = 200;

    private static final List<Measure> UNLIMITED = List.of(
            new Measure("store, median", "µs", Limit.none()),
            new Measure("store, 99 of 100 within", "µs", Limit.none()),
            new Measure("recall, median", "µs", Limit.none()),
            new Measure("recall, 95 of 100 within", "µs", Limit.none()));

    private final String title;
    private final String note;
    private final List<Measure> measures;
    private final int mostRounds;
    private final Path folder;
    private final Contender ours;
    private final Contender peer;

    private MemoryCalls(
            String title,
            String note,
            List<Measure> measures,
            int mostRounds,
            Path folder,
            Contender ours,
            Contender peer) {
        this.title = title;
        this.note = note;
        this.measures = List.copyOf(measures);
        this.mostRounds = mostRounds;
        this.folder = folder;
        this.ours = ours;
        this.peer = peer;
    }

    static Row few(Path root) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-bench");
        return new MemoryCalls(
                "A thousand memories",
                "Each side has the same thousand and gets " + CALLS
                        + " more, of twenty words each, then as many searches for"
                        + " a word that a hundredth of them have. A memory that we say is stored is on the disk; the peer"
                        + " leaves that to the system, and gives all that it finds where we give the best ten.",
                limited(3, Limit.ratio(1)),
                3,
                folder,
                ours(root, folder, FEW, WARM_UP, CALLS),
                new Peer(root, folder, FEW, WARM_UP, CALLS));
    }

    static Row many(Path root) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-bench");
        return new MemoryCalls(
                "A hundred thousand memories",
                "The same calls with so many memories in the store, beside our own with a thousand.",
                limited(1, Limit.ratio(2)),
                2,
                folder,
                ours(root, folder, MANY, WARM_UP, CALLS),
                ours(root, folder, FEW, WARM_UP, CALLS));
    }

    static Row manyBesideThePeer(Path root) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-bench");
        int calls = 5;
        return new MemoryCalls(
                "A hundred thousand memories in each side",
                "As with a thousand, but with " + calls
                        + " calls of each kind only, so the slowest stands for what most stay"
                        + " within: the peer reads its file anew for each search, and writes all of it anew for each memory.",
                UNLIMITED,
                1,
                folder,
                ours(root, folder, MANY, WARM_UP, calls),
                new Peer(root, folder, MANY, 1, calls));
    }

    private static List<Measure> limited(int index, Limit limit) {
        List<Measure> measures = new ArrayList<>(UNLIMITED);
        measures.set(index, new Measure(measures.get(index).name(), "µs", limit));
        return measures;
    }

    private static Contender ours(Path root, Path folder, int memories, int warmUp, int calls) throws IOException {
        Path home = Files.createDirectory(folder.resolve("home-" + memories));
        Path file = folder.resolve("fill-" + memories + ".jsonl");
        GraphFile.write(file, memories);
        Path launcher = root.resolve("holdfast");
        ProcessBuilder fill = new ProcessBuilder(launcher.toString(), "memory", "import", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("import.log").toFile());
        fill.environment().put("HOLDFAST_HOME", home.toString());
        var unused = TimedProcess.run(fill);
        return new Ours(launcher, folder, home, memories, warmUp, calls);
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
        return measures;
    }

    @Override
    public int mostRounds() {
        return mostRounds;
    }

    @Override
    public Contender ours() {
        return ours;
    }

    @Override
    public Contender peer() {
        return peer;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(folder);
    }

    /** One call, which fails when it does not do what is measured. */
    @FunctionalInterface
    private interface Call {
        void make(Random random) throws IOException;
    }

    private static List<Double> values(int warmUp, int calls, Call store, Call recall) throws IOException {
        Samples stores = times(warmUp, calls, store);
        Samples recalls = times(warmUp, calls, recall);
        return List.of(stores.median(), stores.within(0.99), recalls.median(), recalls.within(0.95));
    }

    private static Samples times(int warmUp, int calls, Call call) throws IOException {
        Random random = new Random(calls);
        return CallTimes.after(warmUp, calls, number -> call.make(random));
    }

    private static void require(boolean done, JsonNode reply) throws IOException {
        if (!done) {
            throw new IOException("a memory was not stored, or none was found: " + reply);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }

    private record Ours(Path launcher, Path folder, Path filled, int memories, int warmUp, int calls)
            implements Contender {
        @Override
        public String name() {
            return "Holdfast, " + memories + " memories";
        }

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public List<Double> run() throws IOException {
            Path own = Files.createTempDirectory(folder, "run");
            Path home = own.resolve("home");
            copy(filled, home);
            Files.writeString(home.resolve("holdfast.yaml"), "upload_on_disconnect: false\n");
            Map<String, String> variables = Map.of("HOME", own.toString(), "HOLDFAST_HOME", home.toString());
            try (StdioServer server = new StdioServer(List.of(launcher.toString(), "serve"), own, variables)) {
                server.initialize();
                server.listTools();
                return values(
                        warmUp,
                        calls,
                        random -> {
                            JsonNode reply = server.call("memory_store", Map.of("content", GraphFile.text(random)));
                            require(reply.path("stored").asBoolean(), reply);
                        },
                        random -> {
                            JsonNode reply = server.call("memory_recall", Map.of("query", GraphFile.word(random)));
                            require(!reply.path("memories").isEmpty(), reply);
                        });
            } finally {
                LeftBehind.remove(own);
            }
        }
    }

    private static final class Peer implements Contender {
        private final Path program;
        private final String version;
        private final Path folder;
        private final int memories;
        private final int warmUp;
        private final int calls;

        Peer(Path root, Path folder, int memories, int warmUp, int calls) {
            Path installed = StartUp.peerFolder(root);
            this.program = installed.resolve("dist/index.js");
            this.version = StartUp.version(installed.resolve("package.json"));
            this.folder = folder;
            this.memories = memories;
            this.warmUp = warmUp;
            this.calls = calls;
        }

        @Override
        public String name() {
            return "server-memory " + version + ", " + memories + " memories";
        }

        @Override
        public Optional<String> missing() {
            if (!Files.exists(program)) {
                return Optional.of("The peer " + name() + " is not installed: run bench/run with npm on the PATH.");
            }
            return Programs.onPath("node")
                    ? Optional.empty()
                    : Optional.of("The peer " + name() + " needs node, which is not on the PATH.");
        }

        @Override
        public List<Double> run() throws IOException {
            Path own = Files.createTempDirectory(folder, "run");
            Path file = Files.copy(folder.resolve("fill-" + memories + ".jsonl"), own.resolve("memory.jsonl"));
            Map<String, String> variables = Map.of("MEMORY_FILE_PATH", file.toString());
            int[] number = {0};
            try (StdioServer server = new StdioServer(List.of("node", program.toString()), own, variables)) {
                server.initialize();
                server.listTools();
                return values(
                        warmUp,
                        calls,
                        random -> {
                            Map<String, Object> entity = Map.of(
                                    "name",
                                    "new-" + number[0]++,
                                    "entityType",
                                    "note",
                                    "observations",
                                    List.of(GraphFile.text(random)));
                            JsonNode reply = server.call("create_entities", Map.of("entities", List.of(entity)));
                            require(reply.path("entities").size() == 1, reply);
                        },
                        random -> {
                            JsonNode reply = server.call("search_nodes", Map.of("query", GraphFile.word(random)));
                            require(!reply.path("entities").isEmpty(), reply);
                        });
            } finally {
                Folders.delete(own);
            }
        }
    }
}
