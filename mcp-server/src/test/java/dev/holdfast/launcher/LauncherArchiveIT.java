package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The class-data archive: made once, used when it fits, and harmless in every state it can be found in. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherArchiveIT {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void makeTrainedClone() throws Exception {
        sandbox = new Sandbox(folder.toRealPath()).built().trained();
    }

    @AfterEach
    void endEverything() throws IOException {
        sandbox.close();
    }

    @Test
    void aStartUsesTheArchiveAndTheUnpackedLibrary() throws Exception {
        Client client = sandbox.serve().initialize();
        assertThat(List.of(client.server().info().arguments().orElseThrow()))
                .contains("-XX:SharedArchiveFile=" + archive())
                .contains("-Dorg.sqlite.lib.path=" + sandbox.archives(".sqlite").get(0));
        client.leave();
    }

    @Test
    void theArchiveHoldsWhatServersAndCommandsLoad() throws Exception {
        String archive = Files.readString(archive(), StandardCharsets.ISO_8859_1);
        assertThat(archive)
                .contains("dev/holdfast/mcp/stdio/StdioServer")
                .contains("dev/holdfast/cli/StatusCommand")
                .contains("dev/holdfast/cli/MirrorRunCommand")
                .contains("dev/holdfast/cli/MemoryAddCommand");
    }

    @Test
    void aTrainingLeavesNothingBehindAndNobodyAtWork() throws Exception {
        try (Stream<Path> left = Files.list(sandbox.archives())) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(each -> each.info()
                                .commandLine()
                                .orElse("")
                                .contains(sandbox.root().toString())))
                .isEmpty();
    }

    /** They are for the user's own programs, and would make another archive, or none. */
    @Test
    @Tag("once")
    void theUsersJavaOptionsHaveNoPartInTheTraining() throws Exception {
        Files.delete(archive());
        Outcome outcome = sandbox.with("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC")
                .with("_JAVA_OPTIONS", "-XX:+UseParallelGC")
                .run("train");
        assertThat(outcome.exitCode()).isZero();
        assertThat(sandbox.archives(".jsa")).hasSize(1);
    }

    @Test
    void theJarOpensToItselfWhereAFilesNumbersAre() throws IOException {
        try (JarFile jar = new JarFile(sandbox.jar().toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Add-Opens"))
                    .isEqualTo("java.base/sun.nio.fs");
        }
    }

    @Test
    @Tag("once")
    void aTruncatedArchiveIsNeverShownToTheJvmAndIsReplaced() throws Exception {
        Path archive = archive();
        long whole = Files.size(archive);
        archive.toFile().setWritable(true);
        try (FileChannel channel = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            channel.truncate(whole / 3);
        }
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
        await().atMost(Sandbox.PATIENCE)
                .until(() -> sandbox.archives(".jsa").stream().anyMatch(file -> length(file) > whole / 2));
        assertThat(sandbox.archives(".jsa")).hasSize(1);
    }

    @Test
    void anArchiveOfRandomBytesCostsNothing() throws Exception {
        Path archive = archive();
        byte[] noise = new byte[(int) Files.size(archive)];
        new Random(7).nextBytes(noise);
        Files.delete(archive);
        Files.write(archive, noise);
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
    }

    @Test
    void anArchiveOfAnotherJavaCostsNothing() throws Exception {
        Optional<Path> other = otherJava();
        assumeThat(other).as("a second JDK of 17 or newer").isPresent();
        Path ours = archive();
        Outcome outcome =
                sandbox.with("HOLDFAST_JAVA", other.orElseThrow().toString()).run("train");
        sandbox.without("HOLDFAST_JAVA");
        assertThat(outcome.exitCode()).isZero();
        assertThat(sandbox.archives(".jsa")).as("one for each Java").hasSize(2).contains(ours);

        Path theirs = sandbox.archives(".jsa").stream()
                .filter(file -> !file.equals(ours))
                .findFirst()
                .orElseThrow();
        String name = ours.getFileName().toString();
        String underOurName = name.replace("." + Files.size(ours) + ".jsa", "." + Files.size(theirs) + ".jsa");
        Files.delete(ours);
        Files.move(theirs, sandbox.archives().resolve(underOurName));
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
    }

    @Test
    @Tag("once")
    void anotherJarGetsAnotherArchiveInTheBackground() throws Exception {
        Path stale = archive();
        Files.setLastModifiedTime(sandbox.jar(), FileTime.fromMillis(1_700_000_000_000L));
        Client client = sandbox.serve().initialize();
        assertThat(List.of(client.server().info().arguments().orElseThrow()))
                .noneMatch(argument -> argument.startsWith("-XX:SharedArchiveFile"));
        assertThat(client.leave().exitCode()).isZero();

        await().atMost(Sandbox.PATIENCE).until(() -> sandbox.archives(".jsa").size() == 1 && !Files.exists(stale));
        sandbox.settle();
        Client next = sandbox.serve().initialize();
        assertThat(List.of(next.server().info().arguments().orElseThrow()))
                .contains("-XX:SharedArchiveFile=" + archive());
        next.leave();
    }

    @Test
    @Tag("once")
    void aCloneThatMovedStartsOver() throws Exception {
        Path moved = folder.toRealPath().resolve("moved");
        Path before = archive();
        Files.move(sandbox.root(), moved);
        Client client = new Client(sandbox.start(folder, moved.resolve("holdfast"), "serve")).initialize();
        assertThat(List.of(client.server().info().arguments().orElseThrow()))
                .noneMatch(argument -> argument.startsWith("-XX:SharedArchiveFile"));
        assertThat(client.leave().exitCode()).isZero();
        Path path = moved.resolve("dist/cds/path");
        await().atMost(Sandbox.PATIENCE)
                .until(() -> Files.exists(path) && Files.readString(path).startsWith(moved.toString()));
        assertThat(before).doesNotExist();
        Path lock = moved.resolve("dist/cds/.training");
        await().atMost(Sandbox.PATIENCE).until(() -> !Files.isSymbolicLink(lock));
    }

    @Test
    @Tag("once")
    void aKilledTrainingLeavesNoArchiveAndTheNextOneWorks() throws Exception {
        Files.delete(archive());
        Process training = sandbox.start(folder, sandbox.launcher(), "train");
        await().atMost(Sandbox.PATIENCE)
                .until(() -> training.descendants()
                        .anyMatch(child -> child.info().arguments().stream()
                                .flatMap(Stream::of)
                                .anyMatch(argument -> argument.startsWith("-XX:DumpLoadedClassList"))));
        List<ProcessHandle> children = training.descendants().toList();
        training.destroyForcibly().waitFor();
        children.forEach(ProcessHandle::destroyForcibly);
        assertThat(sandbox.archives(".jsa")).isEmpty();

        sandbox.trained();
        assertThat(sandbox.archives(".jsa")).hasSize(1);
        try (Stream<Path> left = Files.list(sandbox.archives())) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".")))
                    .isEmpty();
        }
    }

    @Test
    @Tag("once")
    void aTrainingThatFailsIsNotTriedAtEveryStart() throws Exception {
        Files.copy(brokenServer(), sandbox.jar(), StandardCopyOption.REPLACE_EXISTING);
        assertThat(sandbox.run("train").exitCode()).isNotZero();
        assertThat(sandbox.archives(".none")).hasSize(1);
        FileTime tried = Files.getLastModifiedTime(sandbox.archives(".none").get(0));
        sandbox.run("serve");
        sandbox.settle();
        assertThat(Files.getLastModifiedTime(sandbox.archives(".none").get(0))).isEqualTo(tried);
        assertThat(sandbox.archives(".jsa")).isEmpty();
    }

    @Test
    @Tag("once")
    void aTrainingThatFailedIsTriedAgainADayLater() throws Exception {
        Path archive = archive();
        Path failed =
                archive.resolveSibling(archive.getFileName().toString().replaceFirst("\\.[0-9]+\\.jsa$", ".0.none"));
        Files.delete(archive);
        Files.createFile(failed);
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
        sandbox.settle();
        assertThat(sandbox.archives(".jsa")).as("tried at once").isEmpty();

        Files.setLastModifiedTime(failed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
        await().atMost(Sandbox.PATIENCE).until(() -> sandbox.archives(".jsa").size() == 1);
        assertThat(failed).doesNotExist();
    }

    /** A server whose client has left answers for a moment only, which on a busy machine is over too soon. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the pretended java needs a bash that tells an end from a wait")
    void aTrainingStaysUntilAllIsAnswered() throws Exception {
        Path left = folder.resolve("left");
        sandbox.with("HOLDFAST_JAVA", javaThatAnswersLate(left).toString());
        assertThat(sandbox.run("train").exitCode()).isZero();
        assertThat(left).doesNotExist();
    }

    /** Before it answers as a server, it waits for a second, and notes when its client has left by then. */
    private Path javaThatAnswersLate(Path left) throws IOException {
        Path home = folder.resolve("late");
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.createDirectories(home.resolve("lib"));
        Files.createFile(home.resolve("lib/modules"));
        Files.writeString(java, """
                #!/bin/bash
                case "$*" in
                *" serve") ;;
                *-Xshare:dump*)
                    for option; do
                        case $option in
                        -XX:SharedArchiveFile=*) echo archive >"${option#*=}" ;;
                        esac
                    done
                    exit ;;
                *) exec '%s' "$@" ;;
                esac
                for line in 1 2 3 4 5; do read -r line; done
                read -r -t 1 line
                [ $? -gt 128 ] || touch '%s'
                for id in 1 2 3 4; do echo '{"jsonrpc":"2.0","id":'$id',"result":{}}'; done
                cat >/dev/null
                """.formatted(Path.of(System.getProperty("java.home"), "bin/java"), left));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return java;
    }

    private Path archive() throws IOException {
        List<Path> archives = sandbox.archives(".jsa");
        assertThat(archives).hasSize(1);
        return archives.get(0);
    }

    private static long length(Path file) {
        return file.toFile().length();
    }

    private Path brokenServer() throws IOException {
        Path notAJar = folder.resolve("broken.jar");
        Files.writeString(notAJar, "no jar at all");
        return notAJar;
    }

    /** The java of another JDK that is installed beside the one that runs this test. */
    private static Optional<Path> otherJava() throws IOException {
        Path ours = Path.of(System.getProperty("java.home")).toRealPath();
        Path modules = ours.resolve("lib/modules");
        try (Stream<Path> homes = Files.list(ours.getParent())) {
            return homes.filter(home -> !Files.isSymbolicLink(home) && Files.exists(home.resolve("lib/modules")))
                    .filter(home -> length(home.resolve("lib/modules")) != length(modules))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }
}
