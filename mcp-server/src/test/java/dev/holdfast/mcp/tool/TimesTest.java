package dev.holdfast.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T18:30:00Z, 2026-03-01T18:30:00Z",
        "2026-03-01T18:30:00.123Z, 2026-03-01T18:30:00.123Z",
        "2026-03-01T18:30+02:00, 2026-03-01T16:30:00Z",
        "2026-03-01T18:30, 2026-03-01T18:30:00Z",
        "2026-03-01 18:30:05, 2026-03-01T18:30:05Z",
        "2026-12-31, 2026-12-31T23:59:59.999999999Z"
    })
    void aTimeMeansTheSameOnEveryMachine(String text, Instant expected) {
        assertThat(Times.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "18:30", "2026-13-01", "01.03.2026", "1767225600", "+999999999-12-31"})
    void whatIsNoTimeIsNotGuessed(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @Test
    void theRuleNamesWhatIsTaken() {
        assertThat(Times.RULE).contains("UTC").contains("2026-03-01T18:30:00Z");
    }
}
