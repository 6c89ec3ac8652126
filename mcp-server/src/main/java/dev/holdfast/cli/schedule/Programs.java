package dev.holdfast.cli.schedule;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs the system's own programs, found in the PATH of an environment. */
final class Programs {
    private static final long SECONDS = 20;

    private final Map<String, String> environment;

    Programs(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * How a run ended.
     *
     * @param status the exit status
     * @param out all of stdout
     * @param err all of stderr
     */
    record Result(int status, String out, String err) {
        boolean isDone() {
            return status == 0;
        }

        /** What the program had to say, in one line. */
        String words() {
            String all = (err.isBlank() ? out : err).strip().replaceAll("\\s+", " ");
            return all.isEmpty() ? "exit status " + status : all;
        }
    }

    Optional<Path> find(String program) {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path path = Path.of(folder).resolve(program);
            if (path.isAbsolute() && Files.isExecutable(path) && Files.isRegularFile(path)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program to its end.
     *
     * @throws ScheduleException when it is not there or does not end
     */
    Result run(String input, String program, String... arguments) throws ScheduleException {
        Path path =
                find(program).orElseThrow(() -> new ScheduleException("The program " + program + " was not found."));
        List<String> command = new ArrayList<>(List.of(path.toString()));
        command.addAll(List.of(arguments));
        try {
            return run(input, command);
        } catch (IOException e) {
            throw new ScheduleException("The program " + path + " could not be run: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScheduleException("Waiting for " + path + " was interrupted.", e);
        }
    }

    private Result run(String input, List<String> command) throws IOException, ScheduleException, InterruptedException {
        Path out = Files.createTempFile("holdfast-out", ".txt");
        Path err = Files.createTempFile("holdfast-err", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new ScheduleException(
                        "The program " + command.get(0) + " did not end within " + SECONDS + " seconds.");
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
