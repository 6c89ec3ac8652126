package dev.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.mcp.stdio.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code end} says when the home is on a file system, of its own here, that takes nothing more. */
@EnabledOnOs(OS.LINUX)
class HostileHomeIT {
    private static final String MOUNT = "mount -t tmpfs -o size=2m none \"$0\" && cp \"$1\" \"$0\"/holdfast.yaml && ";
    private static final String SERVE = "exec \"$2\" serve --home \"$0\"";

    @TempDir
    Path work;

    private Path home;
    private Path settings;

    @BeforeEach
    void aMemory() throws Exception {
        home = Files.createDirectory(work.resolve("home"));
        settings = Files.writeString(
                work.resolve("settings.yaml"),
                "sources:\n  notes: " + Files.writeString(work.resolve("notes.md"), "hello") + "\n");
        Process mount = new ProcessBuilder(
                        "unshare", "-Urm", "sh", "-c", MOUNT + "true", home.toString(), settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assumeTrue(
                mount.waitFor(10, TimeUnit.SECONDS) && mount.exitValue() == 0,
                "this machine lets nobody mount anything");
    }

    @Test
    void onAFullDiskItSaysThatNothingIsQueuedWhyAndWhatToDo() throws Exception {
        Path wish = work.resolve("fill");
        Path done = work.resolve("filled");
        String fill = "(until [ -e '" + wish + "' ]; do sleep 0.05; done; cat /dev/zero >\"$0\"/zeros; : >'" + done
                + "') </dev/null >/dev/null 2>&1 & ";
        try (ServerProcess server = serve(MOUNT + fill + SERVE)) {
            assertThat(end(server, "before").path("isError").asBoolean()).isFalse();
            Files.createFile(wish);
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(done));
            assertNotQueued(end(server, "x".repeat(9000)), "full", "free some space");
        }
    }

    @Test
    void inAReadOnlyHomeItSaysThatNothingIsQueuedWhyAndWhatToDo() throws Exception {
        try (ServerProcess server = serve(MOUNT + "mount -o remount,ro \"$0\" && " + SERVE)) {
            assertNotQueued(end(server, "x"), "Read-only", "make the home writable");
        }
    }

    private static void assertNotQueued(JsonNode result, String why, String what) {
        assertThat(result.path("isError").asBoolean()).as("%s", result).isTrue();
        assertThat(result.path("content").path(0).path("text").asText())
                .contains("not recorded", "nothing is queued", why, what);
    }

    private ServerProcess serve(String script) throws Exception {
        ServerProcess server = new ServerProcess(List.of(
                "unshare",
                "-Urm",
                "sh",
                "-c",
                script,
                home.toString(),
                settings.toString(),
                Holdfast.root().resolve("holdfast").toString()));
        server.sendInitialize();
        server.reply(0);
        server.send("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return server;
    }

    private static JsonNode end(ServerProcess server, String summary) throws Exception {
        server.call(summary.length(), "end", Map.of("summary", summary), Map.of());
        return server.reply(summary.length()).path("result");
    }
}
