package dev.holdfast.settings;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a short command printed. Its standard input is empty, so that it cannot swallow MCP messages, and its standard
 * error goes nowhere, because it may repeat a secret.
 */
final class CommandOutput {
    /** How it came to an end. */
    enum Ending {
        SUCCESS,
        FAILED,
        TIMED_OUT,
        TOO_LARGE
    }

    private final Ending ending;
    private final byte[] bytes;

    private CommandOutput(Ending ending, byte[] bytes) {
        this.ending = ending;
        this.bytes = bytes;
    }

    Ending ending() {
        return ending;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Runs the command to its end, or ends it and its children when the time is up.
     *
     * @throws IOException when it cannot be started
     */
    static CommandOutput of(List<String> command, Duration patience, int largest)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            byte[] bytes = read(process.getInputStream(), largest + 1, deadline);
            if (bytes.length > largest) {
                return new CommandOutput(Ending.TOO_LARGE, new byte[0]);
            }
            if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return new CommandOutput(Ending.TIMED_OUT, new byte[0]);
            }
            return new CommandOutput(process.exitValue() == 0 ? Ending.SUCCESS : Ending.FAILED, bytes);
        } catch (TimeoutException e) {
            return new CommandOutput(Ending.TIMED_OUT, new byte[0]);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Reads on a thread of its own, because a pipe's read knows no time limit and a grandchild can hold it open. */
    private static byte[] read(InputStream in, int most, long deadline)
            throws IOException, InterruptedException, TimeoutException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> in.readNBytes(most));
        Thread thread = new Thread(reading, "holdfast-command-output");
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new IOException("cannot read what the command printed", e.getCause());
        }
    }
}
