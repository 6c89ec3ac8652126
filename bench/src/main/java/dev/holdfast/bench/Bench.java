package dev.holdfast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs every row, prints the table and writes it to {@code bench/RESULTS.md}. Start it by {@code bench/run}. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = {
            "Measures this checkout beside its peers and writes bench/RESULTS.md.",
            "Fails when a limit is not kept or a peer is missing.",
            "As the first option, --jmh [FILTER…] runs the inner loops instead."
        })
public final class Bench implements Callable<Integer> {
    /** By the names that {@code --row} takes, in the order of the table. */
    static final Map<String, Opener> ROWS = rows();

    @Option(
            names = {"-n", "--rounds"},
            defaultValue = "20",
            description = "Counted runs of each side (default: ${DEFAULT-VALUE}); fewer for rows that take minutes.")
    private int rounds;

    @Option(
            names = "--row",
            paramLabel = "NAME",
            description = "Only this row, and leaves the file alone; can be given again.")
    private List<String> chosen = List.of();

    @Option(names = "--allow-missing", description = "A peer that is missing does not fail the run.")
    private boolean allowMissing;

    private final Path root;
    private final List<String> arguments;

    private Bench(Path root, List<String> arguments) {
        this.root = root;
        this.arguments = arguments;
    }

    /** Runs in the repository's root; exits with 0 when every ratio kept its limit, 1 when not, 2 for wrong options. */
    public static void main(String[] arguments) {
        Bench bench = new Bench(Path.of("").toAbsolutePath(), List.of(arguments));
        System.exit(new CommandLine(bench).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (rounds < 1) {
            System.err.println("bench: --rounds must be 1 or more, but is " + rounds + ".");
            return 2;
        }
        if (!ROWS.keySet().containsAll(chosen)) {
            System.err.println("bench: --row must be one of " + ROWS.keySet() + ", but is " + chosen + ".");
            return 2;
        }
        List<Race.Result> results = new ArrayList<>();
        for (String name : chosen.isEmpty() ? ROWS.keySet() : chosen) {
            System.err.println("bench: " + name + " …");
            results.add(run(name));
        }
        Report report = new Report(results);
        String table = report.markdown();
        System.out.print(table);
        if (chosen.isEmpty()) {
            Files.writeString(root.resolve("bench/RESULTS.md"), heading() + table);
        }

        List<String> failures = report.failures(allowMissing);
        failures.forEach(failure -> System.err.println("bench: " + failure));
        return failures.isEmpty() ? 0 : 1;
    }

    private Race.Result run(String name) throws IOException {
        try (Row row = Objects.requireNonNull(ROWS.get(name)).open(root)) {
            return new Race(row, rounds).run();
        }
    }

    private String heading() throws IOException {
        String command = String.join(
                " ", Stream.concat(Stream.of("bench/run"), arguments.stream()).toList());
        return """
                # Results

                Written by `%s` on %s. Each cell is the median of the runs, with the least and the most; both sides
                took turns in one run on one machine, so the ratios travel and the times do not.

                Machine: %s, %d processors, %s %s. Java %s.

                """.formatted(
                        command,
                        LocalDate.now(ZoneOffset.UTC),
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version());
    }

    private static String processor() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.exists(description)) {
            return "processor not named";
        }
        return Files.readAllLines(description).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("processor not named");
    }

    private static Map<String, Opener> rows() {
        Map<String, Opener> rows = new LinkedHashMap<>();
        rows.put("start-up", StartUp::new);
        rows.put("end", EndCalls::besideAppends);
        rows.put("end-crowded", EndCalls::besideAnEmptyQueue);
        rows.put("memory-api-away", MemoryApiAway::new);
        rows.put("end-cold", EndProcesses::command);
        rows.put("hook", EndProcesses::hook);
        rows.put("memories", MemoryCalls::few);
        rows.put("memories-many", MemoryCalls::many);
        rows.put("memories-many-peer", MemoryCalls::manyBesideThePeer);
        rows.put("s3-stream", S3Stream::open);
        rows.put("s3-kill", S3Kill::open);
        rows.put("cloud-restic", CloudDatabase::besideRestic);
        rows.put("cloud-rclone", CloudDatabase::besideRclone);
        rows.put("cloud-gibibyte", CloudGibibyte::open);
        rows.put("mirror-bisync", MirrorDays::besideBisync);
        rows.put("mirror-copy", MirrorDays::besideCopy);
        rows.put("mirror-unison", MirrorDays::besideUnison);
        rows.put("mirror-first-rclone", MirrorFirst::besideRclone);
        rows.put("mirror-first-unison", MirrorFirst::besideUnison);
        rows.put("embeddings", EmbeddedTexts::open);
        return Collections.unmodifiableMap(rows);
    }

    /** Makes a row, with all that its two sides share. */
    @FunctionalInterface
    interface Opener {
        /**
         * Starts and writes what it needs.
         *
         * @param root the repository's
         */
        Row open(Path root) throws IOException;
    }
}
