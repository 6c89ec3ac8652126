package dev.holdfast.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReportTest {
    private static final Measure START = new Measure("start", "ms", Limit.ratio(0.8));
    private static final Measure SPEED = new Measure("speed", "MiB/s", Limit.ratioAtLeast(0.9));
    private static final Measure MEMORY = new Measure("memory", "MiB", Limit.ours(80));

    @ParameterizedTest
    @CsvSource({"79, WITHIN", "80, WITHIN", "81, OUTSIDE", "NaN, OUTSIDE"})
    void aRatioIsJudgedByTheMedians(double ours, Line.Verdict verdict) {
        assertThat(line(START, List.of(1.0, ours, 5000.0), List.of(100.0, 1.0, 9000.0))
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"91, WITHIN", "90, WITHIN", "89, OUTSIDE", "NaN, OUTSIDE"})
    void aRatioThatMustBeLargeIsJudgedTheOtherWayRound(double ours, Line.Verdict verdict) {
        assertThat(line(SPEED, List.of(ours), List.of(100.0)).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"80, WITHIN", "80.1, OUTSIDE"})
    void aLimitOnOurOwnValueNeedsNoPeer(double ours, Line.Verdict verdict) {
        assertThat(line(MEMORY, List.of(ours), null).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"500, 100, WITHIN", "501, 100, OUTSIDE", "501, 101, WITHIN", "10, 1, WITHIN", "11, 1, OUTSIDE"})
    void aValueThatNobodyMindsIsGoodEnoughWhateverTheRatio(double ours, double peer, Line.Verdict verdict) {
        Measure slowest = new Measure("slowest", "ms", Limit.ratioOrOurs(5, 10));
        assertThat(line(slowest, List.of(ours), List.of(peer)).verdict()).isEqualTo(verdict);
        assertThat(slowest.limit().text("ms")).isEqualTo("ratio ≤ 5.00 or ours ≤ 10 ms");
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(new Samples(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3.0);
    }

    @Test
    void noSamplesAreNoResult() {
        assertThatThrownBy(() -> new Samples(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aMissingPeerFailsUnlessAllowed() {
        Report report = report("The peer is not installed.", line(START, List.of(50.0), null));
        assertThat(report.failures(false)).containsExactly("The peer is not installed.");
        assertThat(report.failures(true)).isEmpty();
        assertThat(report.markdown()).contains("| start | 50 (50–50) ms | – | – | ratio ≤ 0.80 | no peer |");
    }

    @Test
    void aValueAboveItsLimitFailsEvenWhenPeersMayBeMissing() {
        Report report = report("The peer is not installed.", line(MEMORY, List.of(90.0), null));
        assertThat(report.failures(true)).singleElement().asString().contains("Row, memory", "90 (90–90) MiB", "≤ 80");
    }

    @Test
    void aRatioAboveItsLimitFailsAndIsMarkedInTheTable() {
        Report report = report(null, line(START, List.of(90.0, 95.0, 100.0), List.of(100.0)));
        assertThat(report.failures(false)).singleElement().asString().contains("Row, start: ratio 0.95");
        assertThat(report.markdown())
                .contains(
                        "| start | 95 (90–100) ms | 100 (100–100) ms | 0.95 | ratio ≤ 0.80 | **outside its limit** |");
    }

    @Test
    void aRowSaysHowItWasMeasuredAndHowOften() {
        Report report = report(null, line(SPEED, List.of(95.0), List.of(100.0)));
        assertThat(report.markdown())
                .contains("How. Median of 3 runs.")
                .contains("| speed | 95 (95–95) MiB/s | 100 (100–100) MiB/s | 0.95 | ratio ≥ 0.90 | ok |");
    }

    private static Report report(@Nullable String missing, Line line) {
        return new Report(List.of(new Race.Result("Row", "How.", 3, "ours", "theirs", missing, List.of(line))));
    }

    private static Line line(Measure measure, List<Double> ours, @Nullable List<Double> peer) {
        return new Line(measure, new Samples(ours), peer == null ? null : new Samples(peer));
    }
}
