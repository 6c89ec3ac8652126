package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A clone in a folder of its own: the launcher's script, and a {@code mvn} that stands for a slow build. That one notes
 * its arguments, waits while a gate is shut, and puts a jar in place by rename as the real build does. Every process
 * that was started here is gone after {@link #close}.
 */
final class Sandbox implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(4);
    static final Path REAL_ROOT = Path.of(System.getProperty("holdfast.root", ""));
    static final Path REAL_JAR = REAL_ROOT.resolve("dist/holdfast.jar");

    private static final String PRETENDED_MAVEN = """
            #!/bin/sh
            # mvn, pretending
            echo "$*" >>"$SANDBOX/builds"
            mkdir -p dist
            head -c 1000 "$SANDBOX/next.jar" >dist/.jar-1.tmp
            echo $$ >"$SANDBOX/maven.pid"
            tries=0
            while [ -e "$SANDBOX/shut" ] && [ "$tries" -lt 600 ]; do
                tries=$((tries + 1))
                sleep 0.1
            done
            [ ! -e "$SANDBOX/broken" ] || { echo "cannot find symbol: Frobnicate"; exit 1; }
            cp "$SANDBOX/next.jar" dist/.jar-1.tmp
            mv -f dist/.jar-1.tmp dist/holdfast.jar
            """;

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Process> started = new ArrayList<>();

    /** In this folder, which becomes the clone's parent; nothing is built yet. */
    Sandbox(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(root());
        Files.copy(REAL_ROOT.resolve("holdfast"), launcher(), StandardCopyOption.COPY_ATTRIBUTES);
        Path maven = tools().resolve("mvn");
        Files.createDirectories(tools());
        Files.writeString(maven, PRETENDED_MAVEN);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        nextBuild(REAL_JAR);
        environment.put("PATH", tools() + ":" + System.getenv("PATH"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("HOME", folder.toString());
        environment.put("HOLDFAST_HOME", folder.resolve("home").toString());
        environment.put("SANDBOX", folder.toString());
    }

    Path root() {
        return folder.resolve("my clone");
    }

    Path launcher() {
        return root().resolve("holdfast");
    }

    Path jar() {
        return root().resolve("dist/holdfast.jar");
    }

    Path archives() {
        return root().resolve("dist/cds");
    }

    /** Comes first on the PATH. */
    Path tools() {
        return folder.resolve("tools");
    }

    Sandbox with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Sandbox without(String variable) {
        environment.remove(variable);
        return this;
    }

    /** Puts the real jar in place, as a build would have. */
    Sandbox built() throws IOException {
        Files.createDirectories(jar().getParent());
        Files.copy(REAL_JAR, jar(), StandardCopyOption.REPLACE_EXISTING);
        return this;
    }

    /** Takes the launcher its means to train in the background, for tests that have no use for an archive. */
    Sandbox untrained() throws IOException {
        Path nice = tools().resolve("nice");
        Files.writeString(nice, "#!/bin/sh\n");
        Files.setPosixFilePermissions(nice, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /** Makes the archive, so that starts do not train one in the background. */
    Sandbox trained() throws IOException, InterruptedException {
        assertThat(run("train").exitCode()).isZero();
        return this;
    }

    void nextBuild(Path jar) throws IOException {
        Files.copy(jar, folder.resolve("next.jar"), StandardCopyOption.REPLACE_EXISTING);
    }

    void nextBuildFails() throws IOException {
        Files.createFile(folder.resolve("broken"));
    }

    void shutGate() throws IOException {
        Files.createFile(folder.resolve("shut"));
    }

    void openGate() throws IOException {
        Files.deleteIfExists(folder.resolve("shut"));
    }

    /** The arguments of each build so far. */
    List<String> builds() throws IOException {
        Path builds = folder.resolve("builds");
        return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
    }

    /** Waits until Maven runs, and gives its process. */
    ProcessHandle maven() throws IOException {
        Path pid = folder.resolve("maven.pid");
        await().atMost(PATIENCE).until(() -> Files.exists(pid) && Files.size(pid) > 0);
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    }

    /** Everything of this kind in the folder of archives. */
    List<Path> archives(String suffix) throws IOException {
        if (!Files.isDirectory(archives())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(archives())) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Runs the clone's own launcher to its end. */
    Outcome run(String... arguments) throws IOException, InterruptedException {
        return Outcome.of(start(root(), launcher(), arguments));
    }

    /** A server started by the clone's own launcher. */
    Client serve() throws IOException {
        return new Client(start(root(), launcher(), "serve"));
    }

    Process start(Path directory, Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Waits for what the launcher left to do in the background. */
    void settle() {
        Path lock = archives().resolve(".training");
        await().atMost(PATIENCE).until(() -> !Files.isSymbolicLink(lock));
    }

    @Override
    public void close() throws IOException {
        openGate();
        Stream<ProcessHandle> children =
                started.stream().map(process -> process.descendants().toList()).flatMap(Collection::stream);
        Stream.concat(children, started.stream().map(Process::toHandle))
                .toList()
                .forEach(ProcessHandle::destroyForcibly);
        for (Process process : started) {
            await().atMost(PATIENCE).until(() -> !process.isAlive());
        }
        if (Files.exists(folder.resolve("maven.pid"))) {
            ProcessHandle maven = ProcessHandle.of(Long.parseLong(
                            Files.readString(folder.resolve("maven.pid")).strip()))
                    .orElse(null);
            await().atMost(PATIENCE).until(() -> maven == null || !maven.isAlive());
        }
        settleIfAlive();
    }

    private void settleIfAlive() throws IOException {
        Path lock = archives().resolve(".training");
        if (Files.isSymbolicLink(lock)) {
            long owner = Long.parseLong(Files.readSymbolicLink(lock).toString());
            await().atMost(PATIENCE)
                    .until(() -> !Files.isSymbolicLink(lock)
                            || ProcessHandle.of(owner).isEmpty());
        }
    }
}
