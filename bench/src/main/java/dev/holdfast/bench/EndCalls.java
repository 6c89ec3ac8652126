package dev.holdfast.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tool {@code end} of a warm server, durable commit included: beside appending as much to a file and forcing it to the
 * disk, and with ten thousand jobs waiting beside with none. The remote takes connections and says nothing, so that the one
 * upload that is tried meanwhile only waits; while the status is asked for, it refuses them.
 */
final class EndCalls implements Row {
    private static final int CALLS = 300;
    /** Until the process that the first call leaves behind has started up too, and the compilers are through. */
    private static final Duration WARMING = Duration.ofSeconds(4);

    private static final int WAITING = 10_000;

    private final String title;
    private final String note;
    private final List<Measure> measures;
    private final Contender ours;
    private final Contender peer;

    private EndCalls(String title, String note, List<Measure> measures, Contender ours, Contender peer) {
        this.title = title;
        this.note = note;
        this.measures = List.copyOf(measures);
        this.ours = ours;
        this.peer = peer;
    }

    static Row besideAppends(Path root) {
        return new EndCalls(
                "The tool `end`, warm",
                "By a client over stdio, " + CALLS
                        + " calls; the peer appends 300 bytes to a file and forces them to the" + " disk.",
                List.of(
                        new Measure("median", "µs", Limit.ratio(10)),
                        new Measure("99 of 100 within", "µs", Limit.ratioOrOurs(5, 10_000))),
                new Served(root.resolve("holdfast"), 0, List.of("end")),
                new Appends());
    }

    static Row besideAnEmptyQueue(Path root) {
        Path launcher = root.resolve("holdfast");
        List<String> tools = List.of("end", "sync_status");
        return new EndCalls(
                "Ten thousand jobs waiting",
                "The same server and calls with that many jobs in its home, beside one with none.",
                List.of(
                        new Measure("`end`, median", "µs", Limit.ratio(1.5)),
                        new Measure("`end`, 99 of 100 within", "µs", Limit.none()),
                        new Measure("`sync_status`, median", "µs", Limit.ratio(1.5)),
                        new Measure("`sync_status`, 99 of 100 within", "µs", Limit.none())),
                new Served(launcher, WAITING, tools),
                new Served(launcher, 0, tools));
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
        return 5;
    }

    @Override
    public Contender ours() {
        return ours;
    }

    @Override
    public Contender peer() {
        return peer;
    }

    private static List<Double> middleAndMost(Samples samples) {
        return List.of(samples.median(), samples.within(0.99));
    }

    /** One tool after the other, by a server of its own. */
    private record Served(Path launcher, int waiting, List<String> tools) implements Contender {
        @Override
        public String name() {
            return waiting == 0 ? "Holdfast" : "Holdfast, " + waiting + " jobs";
        }

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public List<Double> run() throws IOException {
            try (SilentServer remote = new SilentServer()) {
                return run(remote);
            }
        }

        private List<Double> run(SilentServer remote) throws IOException {
            Path folder = Files.createTempDirectory("holdfast-bench");
            Path home = Files.createDirectory(folder.resolve("home"));
            Path note = Files.writeString(folder.resolve("note.md"), "A small file.\n");
            Files.writeString(home.resolve("holdfast.yaml"), """
                    sources:
                      note: "%s"
                    remote: s3://nowhere/holdfast
                    cloud_endpoint: http://127.0.0.1:%d
                    """.formatted(note, remote.port()));
            Map<String, String> variables = Map.of(
                    "HOME",
                    folder.toString(),
                    "HOLDFAST_HOME",
                    home.toString(),
                    "AWS_ACCESS_KEY_ID",
                    "nobody",
                    "AWS_SECRET_ACCESS_KEY",
                    "nothing");
            try (StdioServer server = new StdioServer(List.of(launcher.toString(), "serve"), folder, variables)) {
                server.initialize();
                server.listTools();
                call(server, "end", 0);
                addJobs(home.resolve("state.db"));
                List<Double> values = new ArrayList<>();
                for (String tool : tools) {
                    if (!tool.equals("end")) {
                        remote.close();
                    }
                    values.addAll(middleAndMost(CallTimes.after(WARMING, CALLS, number -> call(server, tool, number))));
                }
                return values;
            } finally {
                LeftBehind.remove(folder);
            }
        }

        private static void call(StdioServer server, String tool, int number) throws IOException {
            if (tool.equals("end")) {
                JsonNode reply = server.call(tool, Map.of("summary", "what session " + number + " was about"));
                if (!reply.path("queued").asBoolean()) {
                    throw new IOException("the session's end was not queued: " + reply);
                }
            } else {
                var unused = server.call(tool, Map.of());
            }
        }

        /** Like the one that is there, each with another payload, and waiting for the end of the longest pause after a failure. */
        private void addJobs(Path database) throws IOException {
            if (waiting == 0) {
                return;
            }
            try (Connection connection = SeededDatabase.open(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                // Not by the statement's own count: it has what triggers did in it.
                statement.executeUpdate("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                        + " WHERE i < " + waiting + ") INSERT INTO job (id, kind, payload, target, canonical,"
                        + " triggered_by, state, created, next_attempt) SELECT id || '-' || i, kind, payload || i, target,"
                        + " canonical, triggered_by, 'pending', created, created + 590000 FROM job, n");
                try (ResultSet jobs = statement.executeQuery("SELECT count(*) FROM job")) {
                    if (jobs.getInt(1) <= waiting) {
                        throw new IOException("there should be " + waiting + " jobs more than one, but there are "
                                + jobs.getInt(1) + " in all");
                    }
                }
            } catch (SQLException e) {
                throw new IOException("the jobs could not be added", e);
            }
        }
    }

    /** The least that "it is on the disk" can cost. */
    private static final class Appends implements Contender {
        private static final int WARM_UP = 50;
        private static final byte[] LINE = "x".repeat(300).getBytes(StandardCharsets.UTF_8);

        @Override
        public String name() {
            return "append and force";
        }

        @Override
        public Optional<String> missing() {
            return Optional.empty();
        }

        @Override
        public List<Double> run() throws IOException {
            Path file = Files.createTempFile("holdfast-bench", ".log");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
                return middleAndMost(CallTimes.after(WARM_UP, CALLS, number -> {
                    channel.write(ByteBuffer.wrap(LINE));
                    channel.force(false);
                }));
            } finally {
                Files.delete(file);
            }
        }
    }
}
