package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LineWriterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void linesFromManyThreadsStayWhole() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineWriter writer = new LineWriter(out, () -> {});
        writer.start();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] line = String.valueOf(i).repeat(100_000).getBytes(StandardCharsets.UTF_8);
            Thread sender = new Thread(() -> {
                for (int n = 0; n < 20; n++) {
                    writer.send(line);
                }
            });
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        writer.close(PATIENCE);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines)
                .hasSize(160)
                .allMatch(line ->
                        line.length() == 100_000 && line.chars().distinct().count() == 1);
    }

    /** Twice what may wait: were the room not given up, the sender would wait for ever. */
    @Test
    void aBrokenStreamIsToldOnceAndNeverHoldsASender() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        LineWriter writer = new LineWriter(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("nobody there");
                    }
                },
                broken::countDown);
        writer.start();
        byte[] line = new byte[Budget.BYTES / 16];
        Thread sender = new Thread(() -> {
            for (int i = 0; i < 32; i++) {
                writer.send(line);
            }
        });
        sender.start();
        broken.await();
        sender.join(PATIENCE.toMillis());
        assertThat(sender.isAlive()).isFalse();
    }

    @Test
    void theActionAfterALineComesWhenItCanBeRead() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        LineWriter writer = new LineWriter(out, () -> {});
        writer.start();
        List<String> seen = new ArrayList<>();
        writer.send("x".getBytes(StandardCharsets.UTF_8), () -> seen.add(out.toString(StandardCharsets.UTF_8)));
        writer.close(PATIENCE);
        assertThat(seen).containsExactly("x\n");
    }
}
