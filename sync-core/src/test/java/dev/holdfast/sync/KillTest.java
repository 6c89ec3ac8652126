package dev.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.sync.event.CancelSignal;
import dev.holdfast.sync.event.ProgressListener;
import dev.holdfast.sync.method.VerifyReport;
import dev.holdfast.sync.state.ChildJvm;
import dev.holdfast.sync.state.StateDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise P5 by force: real processes get {@code kill -9}, half of them at a chosen step between enqueue and done, half at
 * any moment. {@code -Dholdfast.kills=1000} for a long run, {@code -Dholdfast.kills.seed=N} to play one again: what is
 * killed at a step is so exactly, what is killed at a moment as far as time allows.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 100);
    private static final long SEED = Long.getLong("holdfast.kills.seed", 20261121L);
    private static final int HOMES = 2;
    /** About as many as a child passes. */
    private static final int POINTS = 50;

    private static final int EARLY_POINTS = 5;
    private static final int LATEST_MILLIS = 500;

    @Test
    void whatWasAcknowledgedIsDoneOnceWhereverProcessesAreKilled(@TempDir Path directory) {
        // Two homes at a time keep two processors busy, and wait for nothing of each other.
        List<String> failures = IntStream.range(0, HOMES)
                .parallel()
                .mapToObj(number -> run(directory.resolve("run" + number), SEED + number, KILLS / HOMES))
                .flatMap(Optional::stream)
                .toList();
        assertThat(failures)
                .as("play it again with -Dholdfast.kills.seed=%s -Dholdfast.kills=%s", SEED, KILLS)
                .isEmpty();
    }

    private static Optional<String> run(Path directory, long seed, int kills) {
        try {
            Path home = Files.createDirectories(directory).resolve("home");
            KillChild.lay(home);
            Random random = new Random(seed);
            Map<String, String> acknowledged = new LinkedHashMap<>();
            Map<String, Integer> points = new TreeMap<>();
            for (int kill = 0; kill < kills; kill++) {
                points.merge(killOne(home, "child" + kill, random, acknowledged), 1, Integer::sum);
            }
            assertThat(acknowledged).as("killed at %s", points).hasSizeGreaterThan(kills / 5);
            check(home, acknowledged);
            return Optional.empty();
        } catch (Exception | AssertionError e) {
            return Optional.of("seed " + seed + ": " + e);
        }
    }

    /** Returns where it was killed. */
    private static String killOne(Path home, String name, Random random, Map<String, String> acknowledged)
            throws Exception {
        boolean atAStep = random.nextBoolean();
        // The few steps before the work proper would be met too seldom.
        int last = random.nextInt(4) == 0 ? EARLY_POINTS : POINTS;
        int point = atAStep ? 1 + random.nextInt(last) : Integer.MAX_VALUE;
        int millis = random.nextInt(LATEST_MILLIS);
        try (ChildJvm child = ChildJvm.start(KillChild.class, home.toString(), name, Integer.toString(point))) {
            String where = "at a moment";
            if (atAStep) {
                String line = child.next("acknowledged", "fatal", "finished");
                while (line.startsWith("acknowledged")) {
                    note(line, acknowledged);
                    line = child.next("acknowledged", "fatal", "finished");
                }
                where = line;
            } else {
                child.waitFor("begun");
                TimeUnit.MILLISECONDS.sleep(millis);
            }
            child.kill();
            child.rest("acknowledged").forEach(line -> note(line, acknowledged));
            return where;
        }
    }

    private static void note(String line, Map<String, String> acknowledged) {
        String[] words = line.split(" ", 3);
        acknowledged.put(words[1], words[2]);
    }

    private static void check(Path home, Map<String, String> acknowledged) throws Exception {
        // Takes back the last one's lease.
        drain(home, InstantSource.system());
        // Jobs that many processes died at wait for ten minutes at most.
        InstantSource later = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(11));
        drain(home, later);
        try (SyncService service = service(home, later)) {
            assertThat(stuck(home)).isEmpty();
            for (String id : acknowledged.keySet()) {
                SyncReport report = service.await(id, Duration.ofSeconds(1), ProgressListener.NONE, new CancelSignal())
                        .get(1, TimeUnit.MINUTES);
                assertThat(report.state()).as("job %s", id).isEqualTo(SyncReport.State.DONE);
            }
            VerifyReport verified = service.verify(Optional.empty(), true, ProgressListener.NONE, new CancelSignal());
            assertThat(verified.problems()).isEmpty();
        }
        Map<String, Set<String>> effects = effects(home.resolve("remote"));
        for (String source : acknowledged.values()) {
            assertThat(effects.getOrDefault(source, Set.of()))
                    .as("uploads of %s", source)
                    .hasSize(1);
        }
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(StateDatabase.FILE_NAME));
                var statement = connection.createStatement();
                var verdict = statement.executeQuery("PRAGMA integrity_check")) {
            assertThat(verdict.getString(1)).isEqualTo("ok");
        }
    }

    private static SyncService service(Path home, InstantSource clock) {
        return SyncServices.create(KillChild.settings(home), List.of(KillChild.method(home)), clock);
    }

    private static void drain(Path home, InstantSource clock) {
        try (SyncService service = service(home, clock)) {
            var unused = service.drain(Duration.ofMinutes(20), ProgressListener.NONE, new CancelSignal());
        }
    }

    private static List<String> stuck(Path home) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(StateDatabase.FILE_NAME));
                var statement = connection.createStatement();
                var jobs = statement.executeQuery("SELECT id, state, attempts, interruptions, next_attempt, last_error"
                        + " FROM job WHERE state NOT IN ('done', 'cancelled')")) {
            List<String> all = new ArrayList<>();
            while (jobs.next()) {
                StringBuilder job = new StringBuilder();
                for (int column = 1; column <= jobs.getMetaData().getColumnCount(); column++) {
                    job.append(jobs.getString(column)).append(' ');
                }
                all.add(job.toString());
            }
            return all;
        }
    }

    /** By source, the uploads that name it. */
    private static Map<String, Set<String>> effects(Path remote) throws IOException {
        Map<String, Set<String>> effects = new LinkedHashMap<>();
        try (Stream<Path> files = Files.walk(remote)) {
            for (Path manifest :
                    files.filter(file -> file.endsWith("manifest.json")).toList()) {
                JsonNode json = new ObjectMapper().readTree(manifest.toFile());
                json.path("metadata")
                        .path("files")
                        .forEach(file -> effects.computeIfAbsent(
                                        file.path("source").asText(), source -> new HashSet<>())
                                .add(json.path("upload_id").asText()));
            }
        }
        return effects;
    }
}
