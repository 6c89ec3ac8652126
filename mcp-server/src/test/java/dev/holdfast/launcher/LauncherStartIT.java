package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From where, by which name and with which Java the launcher starts, and what it says when it can't. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherStartIT {
    /** What the launcher's script calls, apart from java and mvn. */
    private static final List<String> SYSTEM_TOOLS = List.of(
            "sh",
            "cat",
            "cksum",
            "env",
            "find",
            "grep",
            "ln",
            "mkdir",
            "mv",
            "nice",
            "ps",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "stat",
            "tail",
            "wc");

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void makeClone() throws IOException {
        sandbox = new Sandbox(folder.toRealPath()).untrained();
    }

    @AfterEach
    void endEverything() throws IOException {
        sandbox.close();
    }

    @Test
    void startsFromAnotherDirectoryAndStaysThere() throws Exception {
        sandbox.built();
        Path project = Files.createDirectory(folder.toRealPath().resolve("project"));
        Process server = sandbox.start(project, sandbox.launcher(), "serve");
        Client client = new Client(server).initialize();

        assertThat(commandLine(server)).contains("-Dholdfast.launcher=" + sandbox.launcher());
        Path workingDirectory = Path.of("/proc/" + server.pid() + "/cwd");
        if (Files.exists(workingDirectory)) {
            assertThat(Files.readSymbolicLink(workingDirectory)).isEqualTo(project);
        }
        assertThat(client.leave().exitCode()).isZero();
        assertThat(project).isEmptyDirectory();
    }

    @Test
    void startsThroughALinkToALink() throws Exception {
        sandbox.built();
        Path bin = Files.createDirectories(folder.toRealPath().resolve("my bin"));
        Path relative = Files.createSymbolicLink(bin.resolve("hf"), bin.relativize(sandbox.launcher()));
        Path link = Files.createSymbolicLink(bin.resolve("hf 2"), relative);
        Process server = sandbox.start(folder, link, "serve");
        Client client = new Client(server).initialize();

        assertThat(commandLine(server)).contains("-Dholdfast.launcher=" + sandbox.launcher());
        assertThat(client.leave().exitCode()).isZero();
    }

    @Test
    void startsByItsNameOnThePath() throws Exception {
        sandbox.built();
        Files.createSymbolicLink(sandbox.tools().resolve("holdfast"), sandbox.launcher());
        Client client = new Client(sandbox.start(folder, Path.of("/bin/sh"), "-c", "exec holdfast serve"));
        assertThat(client.initialize().leave().exitCode()).isZero();
    }

    @Test
    void javaIsTheDirectChildOfTheClient() throws Exception {
        sandbox.built();
        Process server = sandbox.start(folder, sandbox.launcher(), "serve");
        Client client = new Client(server).initialize();
        assertThat(server.info().command().orElseThrow()).endsWith("java");
        assertThat(client.leave().exitCode()).isZero();
    }

    /** The other code waits for the better compiler; in the slower one's code, encryption has a twentieth of its speed. */
    @Test
    void ciphersDoNotWaitForTheBetterCompilerLongerThanTheyAlwaysWould() throws Exception {
        Client client = sandbox.built().serve().initialize();
        assertThat(client.server().info().arguments().orElseThrow())
                .contains("-XX:Tier4InvocationThreshold=100000")
                .contains("-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.05");
        client.leave();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "HOLDFAST_JAVA_OPTS"})
    void aCollectorThatTheUserChoseReplacesOurs(String variable) throws Exception {
        Client client = sandbox.built().with(variable, "-XX:+UseParallelGC").serve();
        assertThat(client.initialize().leave().exitCode()).isZero();
    }

    @Test
    void jvmOptionsThatPrintLeaveStdoutClean() throws Exception {
        Client client = sandbox.built()
                .with("JAVA_TOOL_OPTIONS", "-Xlog:gc* -Xlog:class+load -XX:+PrintFlagsFinal")
                .serve();
        Outcome outcome = client.initialize().leave();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("UseSerialGC");
    }

    @Test
    void aMissingJavaIsSaidInOneSentence() throws Exception {
        onlySystemTools();
        Outcome outcome = sandbox.built().without("JAVA_HOME").run("serve");
        assertThat(outcome).isEqualTo(new Outcome(1, "", """
                holdfast: no Java was found: install a JDK 17 or newer, or set HOLDFAST_JAVA to the path of its bin/java.
                """));
    }

    @Test
    void aWrongJavaOfTheUsersIsNamed() throws Exception {
        Outcome outcome = sandbox.built().with("HOLDFAST_JAVA", "/nowhere/java").run("serve");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).contains("HOLDFAST_JAVA", "/nowhere/java", "17");
    }

    @Test
    void anOldJavaIsNamedWithItsVersion() throws Exception {
        Path old = pretendedJava("11.0.2");
        Outcome outcome = sandbox.built().with("HOLDFAST_JAVA", old.toString()).run("serve");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).contains("17", "11.0.2", old.toString());
    }

    @Test
    void aMissingMavenIsSaidInOneSentence() throws Exception {
        onlySystemTools();
        Outcome outcome = sandbox.run("serve");
        assertThat(outcome).isEqualTo(new Outcome(1, "", """
                holdfast: dist/holdfast.jar has to be built first, and Maven (mvn) was not found: install Maven 3.8 or newer.
                """));
    }

    @Test
    void aJavaWithoutACompilerIsSaidBeforeTheBuild() throws Exception {
        Path runtime = pretendedJava("17.0.1");
        Outcome outcome = sandbox.with("HOLDFAST_JAVA", runtime.toString()).run("serve");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).hasLineCount(1).contains("no compiler", "JDK 17");
        assertThat(sandbox.builds()).isEmpty();
    }

    private static List<String> commandLine(Process process) {
        return List.of(process.info().arguments().orElseThrow());
    }

    /** A PATH with neither java nor mvn. */
    private void onlySystemTools() throws IOException {
        Path bare = Files.createDirectory(folder.resolve("bare"));
        for (String tool : SYSTEM_TOOLS) {
            for (String place : List.of("/bin", "/usr/bin")) {
                Path program = Path.of(place, tool);
                if (Files.exists(program)) {
                    writeProgram(bare.resolve(tool), "exec " + program + " \"$@\"");
                }
            }
        }
        sandbox.with("PATH", bare.toString());
    }

    /** A Java home of which only the version can be read. */
    private Path pretendedJava(String version) throws IOException {
        Path home = folder.resolve("jdk " + version);
        Path java = home.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.createDirectories(home.resolve("lib"));
        writeProgram(java, "exit 99");
        Files.writeString(home.resolve("lib/modules"), "");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return java;
    }

    private static void writeProgram(Path program, String line) throws IOException {
        Files.writeString(program, "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
