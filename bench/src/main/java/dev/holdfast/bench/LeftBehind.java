package dev.holdfast.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes that go on working for a home after the one that was measured has ended. */
final class LeftBehind {
    private static final long SECONDS = 60;

    private LeftBehind() {}

    /** Ends what works for a home in this folder, and removes the folder. */
    static void remove(Path folder) throws IOException {
        try {
            for (ProcessHandle process : of(folder)) {
                // It may be about to do what it was left behind for; the next measurement must not meet it.
                process.destroy();
                process.onExit().get(SECONDS, TimeUnit.SECONDS);
            }
            Folders.delete(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for what was left behind", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("what was left behind does not end", e);
        }
    }

    private static List<ProcessHandle> of(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> environment(process.pid()).contains("HOLDFAST_HOME=" + folder))
                .toList();
    }

    /** Empty text for what has ended, belongs to somebody else, or where the system does not tell. */
    private static String environment(long pid) {
        try {
            return new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
