package dev.holdfast.mcp.stdio;

import dev.holdfast.mcp.tool.EngineUnavailableException;
import dev.holdfast.mcp.tool.LazyEngine;
import dev.holdfast.mcp.tool.ScriptedEngine;
import dev.holdfast.mcp.tool.ScriptedService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A server process over a {@link ScriptedService}. System properties say what is special about it. */
public final class ScriptedServerMain {
    private ScriptedServerMain() {}

    public static void main(String[] args) {
        ProtocolStreams streams = ProtocolStreams.capture();
        Duration grace = Duration.ofMillis(Long.getLong("test.grace", StdioServer.GRACE.toMillis()));
        int code = new StdioServer(
                        streams,
                        "1.2.3",
                        ScriptedServerMain::awaitRelease,
                        new LazyEngine(() -> {
                            if (Boolean.getBoolean("test.engine.fails")) {
                                throw new EngineUnavailableException("The settings name a bucket that can't be: x.");
                            }
                            return ScriptedEngine.of(new ScriptedService(), true);
                        }),
                        grace)
                .run();
        System.exit(code);
    }

    /** Holds the server after the handshake until the file appears. */
    private static void awaitRelease() {
        String file = System.getProperty("test.hold");
        while (file != null && !Files.exists(Path.of(file))) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
