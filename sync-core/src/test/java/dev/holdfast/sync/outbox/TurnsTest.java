package dev.holdfast.sync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.sync.state.ManualClock;
import dev.holdfast.sync.state.StateDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final AtomicLong nanos = new AtomicLong();
    private StateDatabase state;
    private Outbox outbox;
    private Turns holder;
    private Turns other;

    @BeforeEach
    void open(@TempDir Path home) {
        state = new StateDatabase(home, clock);
        outbox = new Outbox(state, clock, "as always", () -> 0);
        holder = new Turns(state, outbox, home, PATIENCE, nanos::get);
        other = new Turns(state, outbox, home, PATIENCE, nanos::get);
    }

    @AfterEach
    void close() {
        state.close();
    }

    @Test
    void oneHasTheTurnAndItIsFreeAfterwards() {
        try (Turns.Turn turn = holder.tryTake().orElseThrow()) {
            assertThat(other.tryTake()).isEmpty();
            assertThat(holder.beat(turn.number())).isTrue();
        }
        Turns.Turn next = other.tryTake().orElseThrow();
        assertThat(next.number()).isEqualTo(2);
        next.close();
    }

    @Test
    void whatTheLastOneLeftRunningIsTakenBackAndItsHolderIsNotHeard() {
        Route here = new Route("here", false);
        outbox.enqueue(new NewJob("sync", "work", here, "test"));
        Job orphan;
        try (Turns.Turn turn = holder.tryTake().orElseThrow()) {
            orphan = outbox.lease(here, "test", turn.number()).orElseThrow();
        }
        try (Turns.Turn next = other.tryTake().orElseThrow()) {
            assertThat(next.orphans()).isEqualTo(1);
            assertThat(outbox.complete(orphan, "{}")).isFalse();
            assertThat(outbox.lease(here, "test", next.number())).isPresent();
        }
    }

    @Test
    void whoGivesSignsKeepsTheTurnHoweverLong() {
        try (Turns.Turn turn = holder.tryTake().orElseThrow()) {
            for (int second = 0; second < 600; second++) {
                if (second % 20 == 0) {
                    assertThat(holder.beat(turn.number())).isTrue();
                }
                assertThat(look()).isEmpty();
            }
        }
    }

    @Test
    void whoDoesManyShortJobsGivesSignsByThat() {
        Route here = new Route("here", false);
        try (Turns.Turn turn = holder.tryTake().orElseThrow()) {
            for (int second = 0; second < 200; second++) {
                outbox.enqueue(new NewJob("sync", "work " + second, here, "test"));
                Job job = outbox.lease(here, "test", turn.number()).orElseThrow();
                assertThat(outbox.complete(job, "{}")).isTrue();
                assertThat(look()).isEmpty();
            }
        }
    }

    @Test
    void whoStandsStillLosesTheTurnAndFindsOutWhenItGoesOn() {
        Route here = new Route("here", false);
        outbox.enqueue(new NewJob("sync", "work", here, "test"));
        Turns.Turn still = holder.tryTake().orElseThrow();
        try (Turns.Turn next = takeOver()) {
            assertThat(holder.beat(still.number())).isFalse();
            assertThat(outbox.lease(here, "test", still.number())).isEmpty();
            assertThat(outbox.lease(here, "test", next.number())).isPresent();
            still.lock().close();
            assertThat(holder.tryTake())
                    .as("its lock is free, but the turn is the other's")
                    .isEmpty();
        }
        holder.tryTake().orElseThrow().close();
    }

    @Test
    void whoWasAsleepItselfDoesNotTakeOver() {
        try (Turns.Turn turn = holder.tryTake().orElseThrow()) {
            assertThat(look()).isEmpty();
            nanos.addAndGet(PATIENCE.multipliedBy(3).toNanos());
            assertThat(look())
                    .as("the machine may have slept, and the holder with it")
                    .isEmpty();
            assertThat(holder.beat(turn.number())).isTrue();
        }
    }

    private Turns.Turn takeOver() {
        for (int second = 0; second < PATIENCE.toSeconds(); second++) {
            assertThat(look()).isEmpty();
        }
        look();
        return look().orElseThrow();
    }

    private Optional<Turns.Turn> look() {
        nanos.addAndGet(LOOK.toNanos());
        return other.tryTake();
    }
}
