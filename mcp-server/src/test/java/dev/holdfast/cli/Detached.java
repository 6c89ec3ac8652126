package dev.holdfast.cli;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Processes that a server or command has left behind to work off what is pending. */
public final class Detached {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Detached() {}

    /** Returns when there is none left on a home that lies in this directory, so that the directory can be removed. */
    public static void awaitEnd(Path directory) {
        await().atMost(PATIENCE).until(() -> on(directory).isEmpty());
    }

    /** Those that there are on such a home now. */
    static List<ProcessHandle> on(Path directory) {
        return ProcessHandle.allProcesses()
                .filter(process -> worksOn(process.pid(), directory))
                .toList();
    }

    private static boolean worksOn(long pid, Path directory) {
        Path process = Path.of("/proc", Long.toString(pid));
        return read(process.resolve("cmdline")).contains("\0--stay\0")
                && (read(process.resolve("cmdline")) + read(process.resolve("environ"))).contains(directory.toString());
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has ended, or is somebody else's
        }
    }
}
