package dev.holdfast.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What a process that has ended left: its two streams and its exit code. */
record Outcome(int exitCode, String out, String err) {
    static Outcome of(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        CompletableFuture<String> err = reading(process.getErrorStream());
        String out = text(process.getInputStream());
        return new Outcome(process.waitFor(), out, err.join());
    }

    /** Reads to the end on a thread of its own: the common pool may have a single one, which would wait for ever. */
    static CompletableFuture<String> reading(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> text(stream), task -> {
            Thread reader = new Thread(task, "stderr");
            reader.setDaemon(true);
            reader.start();
        });
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
