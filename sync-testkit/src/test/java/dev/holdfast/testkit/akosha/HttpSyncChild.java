package dev.holdfast.testkit.akosha;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that sends a thousand memories; it may be killed. */
final class HttpSyncChild {
    private final Process process;

    private HttpSyncChild(Process process) {
        this.process = process;
    }

    static HttpSyncChild start(Path home, URI endpoint) throws IOException {
        return new HttpSyncChild(new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        // Checking the classes is a third of a short life.
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HttpSyncChild.class.getName(),
                        home.toString(),
                        endpoint.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    public static void main(String[] arguments) throws Exception {
        try (HttpSetup setup = new HttpSetup(Path.of(arguments[0]), URI.create(arguments[1]))) {
            setup.sync(ListFeed.memories(1000));
        }
    }

    /** Ends it as a crash would. */
    void kill() {
        process.destroyForcibly();
    }

    void await() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }
}
