package dev.holdfast.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final LineWriter writer = new LineWriter(written, () -> {});
    private final Calls calls = new Calls(writer);
    private final AtomicInteger stopped = new AtomicInteger();

    @BeforeEach
    void start() {
        writer.start();
    }

    @Test
    void aCallIsAnsweredOnce() throws Exception {
        calls.open(1L);
        answer(1L, "first");
        answer(1L, "second");
        assertThat(written()).isEqualTo("first\n");
        assertThat(calls.isOpen(1L)).isFalse();
    }

    @Test
    void aCancelledCallIsStoppedAndNotAnswered() throws Exception {
        calls.open("a");
        calls.started("a", stopped::incrementAndGet);
        calls.cancel("a");
        calls.cancel("a");
        answer("a", "late");
        assertThat(stopped).hasValue(1);
        assertThat(written()).isEmpty();
    }

    @Test
    void aCallCancelledBeforeItsWorkBeganIsStoppedThen() {
        calls.open("a");
        calls.cancel("a");
        calls.started("a", stopped::incrementAndGet);
        assertThat(stopped).hasValue(1);
    }

    @Test
    void anAbandonedCallIsNotAnsweredButItsWorkGoesOn() throws Exception {
        calls.open("a");
        calls.started("a", stopped::incrementAndGet);
        calls.open("b");
        calls.abandonAll();
        calls.started("b", stopped::incrementAndGet);
        answer("a", "late");
        calls.awaitNone(Duration.ofDays(1));
        assertThat(stopped).hasValue(0);
        assertThat(written()).isEmpty();
    }

    @Test
    void idsOfDifferentTypesAreDifferent() {
        assertThat(calls.open(1L)).isTrue();
        assertThat(calls.open("1")).isTrue();
        assertThat(calls.open(1L)).isFalse();
    }

    @Test
    void waitingEndsWithTheLastCall() throws Exception {
        calls.open(1L);
        calls.open(2L);
        Thread other = new Thread(() -> {
            answer(1L, "x");
            calls.cancel(2L);
        });
        other.start();
        calls.awaitNone(PATIENCE);
        assertThat(calls.size()).isZero();
        other.join();
    }

    @Test
    void waitingEndsWithTheLimit() throws Exception {
        calls.open(1L);
        calls.awaitNone(Duration.ofMillis(20));
        assertThat(calls.size()).isEqualTo(1);
    }

    private void answer(Object id, String line) {
        calls.answer(id, line.getBytes(StandardCharsets.UTF_8));
    }

    private String written() throws InterruptedException {
        writer.close(PATIENCE);
        return written.toString(StandardCharsets.UTF_8);
    }
}
