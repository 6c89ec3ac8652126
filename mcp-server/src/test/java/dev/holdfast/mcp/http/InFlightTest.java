package dev.holdfast.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A stop waits for the calls in flight, and only for them. */
class InFlightTest {
    @Test
    void theLastCallEndsTheWait() {
        InFlight calls = new InFlight();
        calls.enter();
        calls.enter();
        CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> awaitNone(calls, Duration.ofMinutes(5)));

        calls.leave();
        assertThat(wait).isNotDone();
        calls.leave();

        await().until(wait::isDone);
    }

    @Test
    void withoutCallsThereIsNoWait() {
        awaitNone(new InFlight(), Duration.ofDays(1));
    }

    @Test
    void theWaitEndsWhenItsTimeIsUp() {
        InFlight calls = new InFlight();
        calls.enter();

        awaitNone(calls, Duration.ofMillis(1));
    }

    private static void awaitNone(InFlight calls, Duration atMost) {
        try {
            calls.awaitNone(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
