package dev.holdfast.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.0 KiB", "1536, 1.5 KiB", "1073741824, 1.0 GiB"})
    void bytesHaveTheUnitThatFits(long count, String text) {
        assertThat(Human.bytes(count)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"400, 0.4 s", "9999, 10.0 s", "12000, 12 s", "180000, 3 min", "18000000, 5 h", "172800000, 2 d"})
    void durationsHaveTheUnitThatFits(long millis, String text) {
        assertThat(Human.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void aTimeInTheFutureIsNow() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(Human.ago(now.plusSeconds(60), now)).isEqualTo("just now");
        assertThat(Human.ago(now.minusSeconds(60), now)).isEqualTo("60 s ago");
    }

    @Test
    void oneIsSingular() {
        assertThat(Human.count(1, "file")).isEqualTo("1 file");
        assertThat(Human.count(0, "file")).isEqualTo("0 files");
    }
}
