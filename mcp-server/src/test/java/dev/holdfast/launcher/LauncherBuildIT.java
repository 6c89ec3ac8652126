package dev.holdfast.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** First builds and rebuilds: alone, together, failing, killed, and under a running server. */
@DisabledOnOs(OS.WINDOWS)
@Tag("once")
final class LauncherBuildIT {
    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void makeClone() throws IOException {
        sandbox = new Sandbox(folder.toRealPath());
    }

    @AfterEach
    void endEverything() throws IOException {
        sandbox.close();
    }

    @Test
    void theFirstStartBuildsSaysSoAndAnswersWhatWasSentMeanwhile() throws Exception {
        Outcome outcome = sandbox.serve().initialize().leave();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("first start: building dist/holdfast.jar, about half a minute");
        assertThat(sandbox.builds()).hasSize(1).first().asString().contains("-Dquick", "package", "-pl mcp-server -am");
        assertThat(sandbox.archives(".jsa")).as("trained right after the build").hasSize(1);
    }

    @Test
    void firstStartsAtOnceBuildOnce() throws Exception {
        sandbox.shutGate();
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(sandbox.serve());
        }
        sandbox.maven();
        sandbox.openGate();
        for (Client client : clients) {
            assertThat(client.initialize().leave().exitCode()).isZero();
        }
        assertThat(sandbox.builds()).hasSize(1);
    }

    @Test
    void aBuildOutlivesTheClientThatGaveUpAndServesTheNext() throws Exception {
        sandbox.shutGate();
        Process first = sandbox.serve().server();
        ProcessHandle maven = sandbox.maven();
        first.destroy();
        assertThat(first.waitFor()).isNotZero();
        assertThat(maven.isAlive()).isTrue();
        assertThat(sandbox.jar()).doesNotExist();

        Client second = sandbox.serve();
        sandbox.openGate();
        assertThat(second.initialize().leave().exitCode()).isZero();
        assertThat(sandbox.builds()).hasSize(1);
    }

    @Test
    void aKilledBuildLeavesNoJarAndTheNextStartBuildsClean() throws Exception {
        sandbox.shutGate();
        Process first = sandbox.serve().server();
        ProcessHandle maven = sandbox.maven();
        first.destroyForcibly().waitFor();
        maven.destroyForcibly();
        await().atMost(Sandbox.PATIENCE).until(() -> !maven.isAlive());
        assertThat(sandbox.jar()).doesNotExist();

        sandbox.openGate();
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
        assertThat(sandbox.builds()).hasSize(2);
        assertThat(sandbox.builds().get(1)).contains("clean package");
    }

    @Test
    void aFailedBuildShowsItsEndAndItsLog() throws Exception {
        sandbox.nextBuildFails();
        Outcome outcome = sandbox.run("serve");
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).contains("cannot find symbol: Frobnicate", sandbox.root() + "/dist/build.log");
        assertThat(sandbox.root().resolve("dist/.building")).doesNotExist();
        assertThat(sandbox.jar()).doesNotExist();
    }

    @Test
    void aRebuildLeavesARunningServerWithItsOwnClasses() throws Exception {
        Client client = sandbox.built().trained().serve().initialize();
        sandbox.nextBuild(jarOfNothing());

        Outcome rebuild = sandbox.run("rebuild");
        assertThat(rebuild.exitCode()).isZero();
        assertThat(rebuild.out()).isEmpty();
        assertThat(Files.size(sandbox.jar())).isLessThan(1000);

        JsonNode result = client.callTool("sync_status");
        assertThat(result.path("isError").asBoolean()).as("%s", result).isFalse();
        assertThat(client.leave().exitCode()).isZero();
    }

    @Test
    void aRebuildThatFailsKeepsTheOldJar() throws Exception {
        sandbox.built().trained().nextBuildFails();
        assertThat(sandbox.run("rebuild").exitCode()).isEqualTo(1);
        assertThat(sandbox.serve().initialize().leave().exitCode()).isZero();
    }

    @Test
    void rebuildTakesNoArguments() throws Exception {
        Outcome outcome = sandbox.built().run("rebuild", "now");
        assertThat(outcome).isEqualTo(new Outcome(2, "", "holdfast: rebuild takes no arguments.\n"));
    }

    /** Whoever still reads classes by the jar's path finds none in this one. */
    private Path jarOfNothing() throws IOException {
        Path jar = folder.resolve("nothing.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(file)) {
            content.putNextEntry(new ZipEntry("empty"));
            content.closeEntry();
        }
        return jar;
    }
}
