package dev.holdfast.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./holdfast} as a user would: a process of its own, in a home of its own. */
final class Holdfast {
    private static final long LIMIT_SECONDS = 120;

    private final Path home;
    private final Path directory;
    private final Map<String, String> environment;

    Holdfast(Path home, Path directory, Map<String, String> environment) {
        this.home = home;
        this.directory = directory;
        this.environment = environment;
    }

    static Holdfast in(Path home) {
        return new Holdfast(home, root(), Map.of());
    }

    /** The same with more variables set. */
    Holdfast with(Map<String, String> more) {
        return new Holdfast(home, directory, more);
    }

    /** The repository's root. */
    static Path root() {
        return Path.of(System.getProperty("holdfast.root"));
    }

    /**
     * How a run ended.
     *
     * @param status the exit status
     * @param out all of stdout
     * @param err all of stderr
     */
    record Result(int status, String out, String err) {}

    Result run(String... arguments) throws IOException, InterruptedException {
        return runWithInput("", arguments);
    }

    Result runWithInput(String input, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("holdfast-out", ".txt");
        Path err = Files.createTempFile("holdfast-err", ".txt");
        try {
            Process process = start(ProcessBuilder.Redirect.to(out.toFile()), err, arguments);
            if (input.isEmpty()) {
                process.getOutputStream().close();
            } else {
                try (OutputStream stdin = process.getOutputStream()) {
                    stdin.write(input.getBytes(StandardCharsets.UTF_8));
                }
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "holdfast " + String.join(" ", arguments) + " did not end; stderr: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Whether a variable of the machine that runs the tests would change what they see. */
    private static boolean isOurs(String name) {
        return name.startsWith("HOLDFAST_") || name.startsWith("MEMORY_") || name.startsWith("AWS_");
    }

    Process start(ProcessBuilder.Redirect out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(root().resolve("holdfast").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().keySet().removeIf(Holdfast::isOurs);
        builder.environment().put("HOLDFAST_HOME", home.toString());
        // Whoever runs the tests may have memory that is kept without being named.
        builder.environment().put("HOME", home.resolve("nobody").toString());
        builder.environment().putAll(environment);
        builder.redirectOutput(out);
        builder.redirectError(err.toFile());
        return builder.start();
    }
}
