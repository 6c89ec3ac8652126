package dev.holdfast.mcp.stdio;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Writes lines, each whole, from a thread of its own, so that a client that reads slowly never stops us from reading.
 * Thread-safe. What waits is bounded: beyond {@link Budget#BYTES} senders wait. When the stream breaks, everything that
 * waits or comes later is dropped.
 */
final class LineWriter {
    private final BufferedOutputStream out;
    private final Runnable onBroken;
    private final Budget budget = new Budget();
    private final BlockingQueue<Step> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::writeAll, "holdfast-stdout");

    /** Something for the writing thread to do. */
    private interface Step {
        /** Does it; false ends the thread. */
        boolean run() throws IOException;
    }

    /** @param onBroken called once, on the writing thread, when nobody takes our output any more */
    LineWriter(OutputStream out, Runnable onBroken) {
        this.out = new BufferedOutputStream(out, 64 * 1024);
        this.onBroken = onBroken;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void send(byte[] line) {
        send(line, () -> {});
    }

    /** Sends a line; once the client can read it, the action runs on the writing thread, so it must be quick. */
    void send(byte[] line, Runnable afterFlush) {
        budget.take(line.length);
        queue.add(() -> {
            write(line);
            afterFlush.run();
            return true;
        });
    }

    /** Writes what waits, for at most the limit, and stops. */
    void close(Duration limit) throws InterruptedException {
        queue.add(() -> false);
        thread.join(limit.toMillis());
    }

    private void writeAll() {
        try {
            boolean open = true;
            while (open) {
                open = queue.take().run();
            }
        } catch (IOException e) {
            budget.lift();
            onBroken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(byte[] line) throws IOException {
        out.write(line);
        out.write('\n');
        out.flush();
        budget.give(line.length);
    }
}
