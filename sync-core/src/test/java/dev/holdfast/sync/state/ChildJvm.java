package dev.holdfast.sync.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of its own that runs a main class of the tests. What it prints can be waited for. Killed when closed. */
public final class ChildJvm implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final Thread reader;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> seen = new ArrayList<>();

    private ChildJvm(Process process) {
        this.process = process;
        reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return startWith(System.getProperty("java.class.path"), main, arguments);
    }

    /** With another class path. */
    public static ChildJvm startWith(String classPath, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                // Checking the classes is a third of a short life.
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote",
                "-cp"));
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ChildJvm(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits for a line that starts so, and gives its rest. */
    public String waitFor(String start) throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (line != null && !line.startsWith(start)) {
            seen.add(line);
            line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(line).as("a line '%s…' after %s", start, seen).isNotNull();
        return String.valueOf(line).substring(start.length()).strip();
    }

    /** Waits for a line that starts in one of these ways, and gives all of it. */
    public String next(String... starts) throws InterruptedException {
        String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (line != null && Stream.of(starts).noneMatch(line::startsWith)) {
            seen.add(line);
            line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(line)
                .as("a line that starts with one of %s, after %s", List.of(starts), seen)
                .isNotNull();
        return String.valueOf(line);
    }

    /** What it printed that starts so and was not waited for; to be called when it has ended. */
    public List<String> rest(String start) throws InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        List<String> rest = new ArrayList<>();
        lines.drainTo(rest);
        return rest.stream().filter(line -> line.startsWith(start)).toList();
    }

    /** Lets it stand still, as a debugger or Ctrl-Z would. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Ends {@link #pause}. */
    public void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start();
        assertThat(kill.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    /** Ends it as a crash would, with no chance to tidy up. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    public void waitForSuccess() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended, after %s", lines)
                .isTrue();
        assertThat(process.exitValue()).as("exit code, after %s", lines).isZero();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().forEach(lines::add);
        } catch (UncheckedIOException | IOException e) {
            lines.add("output ended: " + e.getMessage());
        }
    }
}
