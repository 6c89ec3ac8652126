package dev.holdfast.sync.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void waitsDoubleFromThirtySecondsToTenMinutesAndStayThere() {
        Backoff backoff = new Backoff(() -> 0);
        assertThat(IntStream.rangeClosed(1, 8).mapToObj(backoff::after).map(Duration::toSeconds))
                .containsExactly(30L, 60L, 120L, 240L, 480L, 600L, 600L, 600L);
        assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void waitsAreSpreadByAtMostAFifth() {
        assertThat(new Backoff(() -> 0.5).after(1)).isEqualTo(Duration.ofSeconds(27));
        assertThat(new Backoff(() -> 0.999999).after(1)).isBetween(Duration.ofSeconds(24), Duration.ofMillis(24_001));
    }
}
