package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LazyEngineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ScriptedService service = new ScriptedService();
    private final AtomicInteger made = new AtomicInteger();
    private final LazyEngine engine = new LazyEngine(() -> {
        made.incrementAndGet();
        return ScriptedEngine.of(service, true);
    });

    @Test
    void itIsMadeOnceAndBeginsToDrain() {
        assertThat(made).hasValue(0);
        engine.warmUp();
        engine.warmUp();
        assertThat(engine.get()).isSameAs(engine.get());
        assertThat(made).hasValue(1);
        await().atMost(PATIENCE).until(() -> service.draining);
    }

    @Test
    void closingClosesTheServiceThatWasMade() {
        engine.get();
        engine.close(PATIENCE);
        assertThat(service.closed).isTrue();
    }

    @Test
    void closingBeforeItIsNeededMakesNothing() {
        engine.close(PATIENCE);
        assertThat(made).hasValue(0);
        assertThatThrownBy(engine::get).isInstanceOf(EngineUnavailableException.class);
    }

    @Test
    void aFailureIsToldToEverybodyWhoAsks() {
        LazyEngine broken = new LazyEngine(() -> {
            throw new EngineUnavailableException("The settings are wrong.");
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(broken::get)
                    .isInstanceOf(EngineUnavailableException.class)
                    .hasMessage("The settings are wrong.");
        }
        broken.close(PATIENCE);
    }

    @Test
    void closingDoesNotWaitForAnEngineThatIsStillBeingMade() {
        CountDownLatch never = new CountDownLatch(1);
        LazyEngine slow = new LazyEngine(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ScriptedEngine.of(service, true);
        });
        slow.warmUp();
        slow.close(Duration.ofMillis(10));
        assertThat(service.closed).isFalse();
        never.countDown();
    }
}
